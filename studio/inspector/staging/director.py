"""The director: asks how a clip is staged, which only its course can tell."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from manim import Animation

from scenes.kit.narration import Spoken
from scenes.kit.scene import ExplainerScene
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import Stage
from studio.inspector.staging.axes import Standing
from studio.inspector.staging.heroes import Replacement, hero_findings
from studio.inspector.staging.moves import crumpled, replacements
from studio.inspector.staging.origins import without_source
from studio.inspector.staging.pace import speech_share, wordy_poster
from studio.inspector.staging.stillness import Stillness


class Director:
    """Follows a clip while it runs; each method gives what is wrong at that moment."""

    def __init__(self) -> None:
        self._stillness = Stillness()
        self._standing = Standing()
        self._stage: Stage | None = None
        self._replaced: list[Replacement] = []

    def before_play(self, animations: Iterable[Animation]) -> Iterator[Finding]:
        """What a play is about to do wrong."""
        every = list(animations)
        self._replaced += replacements(every)
        yield from crumpled(every)
        if self._stage is not None:
            yield from without_source(every, self._stage)

    def within(self, stage: Stage) -> None:
        """See a moment within a play."""
        self._stillness.note(stage)

    def after_step(self, stage: Stage, start: float, *, moved: bool) -> Iterator[Finding]:
        """What is wrong with the stage at the end of a play or a wait that began at ``start``."""
        self._stage = stage
        self._stillness.note(stage, resting_since=None if moved else start)
        yield from self._standing.note(stage)

    def after_line(self, scene: ExplainerScene, line: str) -> Iterator[Finding]:
        """What is wrong with the stage as a line ends."""
        if self._stage is not None:
            yield from hero_findings(self._stage, scene.hero, line, self._replaced)

    def at_the_end(self, scene: ExplainerScene) -> Iterator[Finding]:
        """What only the whole clip tells."""
        yield from speech_share(scene.timeline)
        if self._stage is not None:
            yield from wordy_poster(self._stage)

    def dead_times(self, lines: list[Spoken], end: float) -> Iterator[tuple[float, float]]:
        """From when to when nothing happened while somebody spoke; ``end`` is the clip's."""
        self._stillness.end(end)
        yield from self._stillness.found(lines)
