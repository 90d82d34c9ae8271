"""Takes far longer than any test."""

from __future__ import annotations

import time

from scenes.kit.scene import ExplainerScene
from tests.sketch import SKETCH


class Slow(ExplainerScene):
    title = "Slow"
    idea = "It does not end."
    allowed = SKETCH

    def construct(self) -> None:
        time.sleep(600)
