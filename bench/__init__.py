"""How fast the studio is, measured side by side with plain Manim in one run: ``python -m bench``, or ``make bench``."""
