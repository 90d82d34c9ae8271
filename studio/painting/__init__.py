"""Manim's scenes become frames: the renderer, the painter that repaints what has changed, formulas typeset."""
