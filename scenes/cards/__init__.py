"""Cards: what the whole film alone shows between its clips and after them. They belong to no act, and say nothing."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.cards.sources import Sources
from scenes.cards.title import Title
from scenes.kit.scene import ExplainerScene

CARDS: tuple[type[ExplainerScene], ...] = (Title, Sources)
BEFORE_THE_TITLE = "intro/question"


def with_cards(clips: Sequence[type[ExplainerScene]]) -> list[type[ExplainerScene]]:
    """The clips of a whole film with its title after the first questions, and its sources at the end."""
    told: list[type[ExplainerScene]] = []
    for clip in clips:
        told.append(clip)
        if clip.address() == BEFORE_THE_TITLE:
            told.append(Title)
    return [*told, Sources]
