"""Two clips of a few seconds and the trace that they need, for tests of the studio."""
