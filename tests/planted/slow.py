"""Takes far longer than any test."""

from __future__ import annotations

import time

from scenes.kit.scene import ExplainerScene


class Slow(ExplainerScene):
    title = "Slow"
    idea = "It does not end."

    def construct(self) -> None:
        time.sleep(600)
