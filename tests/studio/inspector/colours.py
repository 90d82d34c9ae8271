"""The colours of a clip in one more theme, in less time than a whole inspection: all that a theme can change."""

from __future__ import annotations

from collections.abc import Iterator

from scenes.kit.scene import ExplainerScene
from studio.inspector.observer import Observer
from studio.inspector.rules import contrast, scales
from studio.inspector.rules.catalogue import Rule
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import Stage

COLOURS = frozenset({"contrast", "no legend", "wrong colour", "wrong length", "wrong order", "wrong place"})
"""What the rules on contrast and on drawn values say is wrong."""


class ColourObserver(Observer):
    """Asks the rules on colours alone; none of them looks within plays."""

    def _looks(self, scene: ExplainerScene, duration: float, morphing: frozenset[int]) -> Iterator[float]:
        yield duration

    def _ask(self, rule: Rule, stage: Stage) -> Iterator[Finding]:
        if rule.check.__module__ in (contrast.__name__, scales.__name__):
            yield from super()._ask(rule, stage)
