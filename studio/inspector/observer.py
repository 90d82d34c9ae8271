"""The observer: runs a clip without painting it and looks at the stage at points within each play and at its end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection, Iterable, Iterator, Set
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from manim import Animation, AnimationGroup, ApplyMethod, FadeIn, FadeOut, MoveToTarget, Transform, Wait

from scenes.kit.narration import Line
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Said
from scenes.kit.spots import Spot
from studio.inspector.ledger import Ledger
from studio.inspector.problems import Journal, Mark, Problem, Step
from studio.inspector.rules.catalogue import RULES, Rule
from studio.inspector.rules.contrast import Strength
from studio.inspector.rules.fields import seen_fields
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.pointing import spots
from studio.inspector.seen.stage import Stage, look
from studio.inspector.staging.director import Director

BETWEEN = 0.5  # seconds between two looks within a play
MOST_LOOKS = 8  # within one play
LONGEST_EMPTY = 1.0
LATE = 0.1  # seconds that animation may outlast its line
SLACK = 1e-6

Photograph = Callable[[ExplainerScene, Step, list[Mark]], None]
"""Called with the scene, the step (up to now, within a play) and the boxes of what is wrong."""


class Observer:
    """Looks at a scene while it runs, and keeps a journal of what is wrong.

    Args:
        allowed: names of rules that may be broken.
        photograph: called at the end of each play and wait, and within plays where something is wrong.
    """

    def __init__(self, allowed: Collection[str] = (), photograph: Photograph | None = None) -> None:
        self._allowed = allowed
        self.journal = Journal()
        self.steps: list[Step] = []
        self.places: list[str] = []
        """Where each line of narration stands."""
        self.read: list[Set[str]] = [frozenset()]
        """The texts of the numbers seen before the first line of narration, and during each."""
        self.marked: list[set[Spot]] = [set()]
        """What outlines and arcs point at that were first seen before the first line, and during each."""
        self.ledger = Ledger()
        self._counted: Set[tuple[str, int]] = frozenset()
        self._photograph = photograph
        self._empty_since: float | None = 0.0
        self._last: Stage | None = None
        self._found: list[tuple[Rule, list[Finding]]] = []
        self._strength = Strength()
        self._director = Director()

    def attach(self, scene: ExplainerScene) -> None:
        """Watch a scene that is about to run: its plays, its lines, and its plays from within."""
        play, voice = scene.play, scene.voice

        def observed_play(*args: Any, **kwargs: Any) -> None:
            args, kwargs = tuple(scene.compile_animations(*args, **kwargs)), {}
            self._tell(self._director.before_play(args), scene.clock, place_in_clip(scene))
            play(*args, **kwargs)
            self._after_step(scene)

        @contextmanager
        def observed_voice(words: Said) -> Iterator[Line]:
            where, start = place_in_clip(scene), scene.clock
            self.places.append(where)
            self.read.append(frozenset())
            self.marked.append(set())
            with voice(words) as line:
                yield line
                over = scene.clock - start - line.duration
            if over > LATE:
                message = f"the animation outlasts its line by {over:.2f} s: {line.text!r}"
                self._add(Problem("late animation", message, scene.clock - over, scene.clock, where))
            self._tell(self._director.after_line(scene, line.text), scene.clock, where)

        def progression(animations: list[Animation], duration: float) -> Iterator[float]:
            still = all(isinstance(animation, Wait) for animation in animations)
            return iter([duration]) if still else self._looks(scene, duration, frozenset(_morphing(animations)))

        scene.play = observed_play  # type: ignore[method-assign]
        scene.voice = observed_voice  # type: ignore[method-assign]
        scene._get_animation_time_progression = progression  # type: ignore[assignment,method-assign]

    def finish(self, scene: ExplainerScene) -> None:
        """Say what only the whole clip can tell."""
        self._tell(self._director.at_the_end(scene), scene.timeline.end, "")
        for start, end in self._director.dead_times(scene.timeline.lines, scene.timeline.end):
            line = sum(spoken.start <= start + SLACK for spoken in scene.timeline.lines) - 1
            message = f"the stage stands for {end - start:.1f} s while somebody speaks"
            self._add(Problem("nothing happens", message, start, end, self.places[line]))
        for finding, time, where in self._strength.never_read():
            things = tuple(str(thing) for thing in finding.things)
            self._add(Problem(finding.rule, finding.message, time, time, where, things))

    def _looks(self, scene: ExplainerScene, duration: float, morphing: frozenset[int]) -> Iterator[float]:
        """Times within a play; when the next one is asked for, the scene stands as at the last."""
        count = min(MOST_LOOKS, max(2, round(duration / BETWEEN)))
        for place in range(1, count):
            moment = duration * place / count
            yield moment
            stage = self._look(scene, scene.clock + moment, morphing)
            where = place_in_clip(scene)
            self._director.within(stage)
            marks = []
            for rule in RULES:
                if rule.within:
                    marks += self.journal.note(rule, self._ask(rule, stage), stage.time, where, lasting=rule.crossing)
            if marks and self._photograph is not None:
                self._photograph(scene, Step("play", scene.clock, stage.time, where), marks)
        yield duration

    def _add(self, problem: Problem) -> None:
        if problem.rule not in self._allowed:
            self.journal.add(problem)

    def _tell(self, findings: Iterable[Finding], time: float, where: str) -> None:
        for finding in findings:
            things = tuple(str(thing) for thing in finding.things)
            self._add(Problem(finding.rule, finding.message, time, time, where, things))

    def _look(self, scene: ExplainerScene, time: float, morphing: frozenset[int] | None = None) -> Stage:
        stage = stage_of(scene, time, morphing, self.read[-1], self._counted)
        self.read[-1], self._counted = stage.read, stage.counted
        pointed = {spot for _, spot in spots(stage)}
        self.marked[-1] |= pointed.difference(*self.marked[:-1])
        return stage

    def _ask(self, rule: Rule, stage: Stage) -> Iterator[Finding]:
        return (finding for finding in rule.check(stage) if finding.rule not in self._allowed)

    def _after_step(self, scene: ExplainerScene) -> None:
        start, end, moved = scene.timeline.steps[-1]
        step = Step("play" if moved else "wait", start, end, place_in_clip(scene))
        self.steps.append(step)
        stage = self._look(scene, end)
        if self._last is None or not stage.is_like(self._last):
            self.ledger.look(stage)
            self._found = [(rule, list(self._ask(rule, stage))) for rule in RULES]
        self._last = stage
        marks = []
        for rule, found in self._found:
            since = end if moved else start  # nothing changes during a wait
            marks += self.journal.note(rule, found, end, step.where, since=since, lasting=rule.passing)
        self._strength.note(stage, step.where)
        self._tell(self._director.after_step(stage, start, moved=moved), end, step.where)
        self._check_empty(stage, step)
        if self._photograph is not None:
            self._photograph(scene, step, marks)

    def _check_empty(self, stage: Stage, step: Step) -> None:
        if any(not item.in_bands for item in stage.items) or seen_fields(stage):
            if self._empty_since is not None and step.start - self._empty_since > LONGEST_EMPTY + SLACK:
                self._add(Problem("empty stage", "nothing to see", self._empty_since, step.start, step.where))
            self._empty_since = None
        elif self._empty_since is None:
            self._empty_since = step.end


def stage_of(
    scene: ExplainerScene,
    time: float,
    morphing: frozenset[int] | None = None,
    read: Set[str] = frozenset(),
    counted: Set[tuple[str, int]] = frozenset(),
) -> Stage:
    """What can be seen of a scene now; ``morphing`` is given within a play, ``read`` are numbers seen before in the
    line, ``counted`` those that number the members of a row."""
    seen = {"time": time, "morphing": morphing, "read": read, "counted": counted}
    return look(scene.mobjects, scene.bands, scene.trace, scene.theme, **seen)  # type: ignore[arg-type]


def _morphing(animations: Iterable[Animation]) -> Iterator[int]:
    """The identities of mobjects that turn into others: half way they are neither."""
    for animation in animations:
        if isinstance(animation, AnimationGroup):
            yield from _morphing(animation.animations)
        elif isinstance(animation, Transform) and not isinstance(
            animation, MoveToTarget | ApplyMethod | FadeIn | FadeOut
        ):
            yield from (id(member) for member in animation.mobject.get_family())


def place_in_clip(scene: ExplainerScene) -> str:
    """``self_attention/softmax.py:42``: the line of the clip's own file that is running."""
    file = sys.modules[type(scene).__module__].__file__
    frame = sys._getframe()
    while frame is not None:
        if frame.f_code.co_filename == file:
            path = Path(file)
            return f"{path.parent.name}/{path.name}:{frame.f_lineno}"
        frame = frame.f_back  # type: ignore[assignment]
    return ""
