"""Many words, one after another: a clip that writes outlines for some seconds."""

from __future__ import annotations

from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene


class Wordy(ExplainerScene):
    title = "Wordy"
    idea = "Much is written."

    def construct(self) -> None:
        for first in "abcdefghijklmnopqrstuvwxyz":
            for second in "abcdefghijklmnopqrstuvwxyz":
                Words(f"{first}{second}", self.theme)
