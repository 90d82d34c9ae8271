"""The command line with the tiny act as the film: ``python -m tests.tiny clip tiny/waits``."""

from __future__ import annotations

import render
import scenes

if __name__ == "__main__":
    scenes.FILM = ("tests.tiny:Tiny",)
    render.main()
