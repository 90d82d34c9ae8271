"""Clips become finished clips and a film: what is kept, the processes that render, the joining."""
