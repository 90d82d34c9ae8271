"""Asks for a tensor that no trace has."""

from __future__ import annotations

from scenes.kit.scene import ExplainerScene


class Broken(ExplainerScene):
    title = "Broken"
    idea = "It fails."

    def construct(self) -> None:
        self.trace["main/nothing"]
