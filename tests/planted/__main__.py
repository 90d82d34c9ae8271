"""The command line with the planted act in the film: ``python -m tests.planted inspect planted/wrong``."""

from __future__ import annotations

import render
import scenes

if __name__ == "__main__":
    scenes.FILM = ("tests.planted:Planted",)
    render.main()
