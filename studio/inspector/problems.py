"""Problems: what rules find from moment to moment, joined over time, with the line of the clip's file that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from studio.inspector.rules.findings import Finding
from studio.inspector.seen.outlines import Array

Mark = tuple[int, Array]
"""The number of a problem, and a box that it concerns."""
LASTS = 0.5
"""Seconds that things in motion may cross before it counts."""


@dataclass
class Problem:
    """What is wrong: the rule, the seconds between which it is so, and where in the clip's file the play stands."""

    rule: str
    message: str
    start: float
    end: float
    where: str = ""
    things: tuple[str, ...] = ()
    number: int = 0
    """Its place among the problems found, once it counts."""

    def __str__(self) -> str:
        when = f"{self.start:.2f} s" if self.end <= self.start else f"{self.start:.2f}-{self.end:.2f} s"
        return f"{when}  {self.rule}: {self.message}" + (f"  ({self.where})" if self.where else "")


@dataclass(frozen=True)
class Step:
    """A line of narration, a play or a wait: from when to when, and where in the clip's file it stands."""

    kind: str
    start: float
    end: float
    where: str
    text: str = ""


class Journal:
    """Joins what rules find from moment to moment into problems, each told once with its first and last second."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []
        self._open: dict[object, dict[tuple[object, ...], Problem]] = {}

    def add(self, problem: Problem) -> Problem:
        """Count a problem and give it its number."""
        self.problems.append(problem)
        problem.number = len(self.problems)
        return problem

    def note(
        self,
        asked: object,
        findings: Iterable[Finding],
        time: float,
        where: str,
        *,
        since: float | None = None,
        lasting: bool = False,
    ) -> list[Mark]:
        """Note all that a rule finds now; what it does not name any more is over.

        Args:
            asked: the rule, or whatever tells its findings from those of others.
            findings: what it found.
            time: seconds from the clip's start.
            where: the line of the clip's file that is running.
            since: the second from which it has been so at least; by default ``time``.
            lasting: count only what has been found for ``LASTS`` seconds.

        Returns:
            The number of each problem with the boxes that it concerns.
        """
        marks, before, now = [], self._open.get(asked, {}), {}
        for finding in findings:
            problem = before.get(finding.key)
            if problem is None:
                things = tuple(str(thing) for thing in finding.things)
                problem = Problem(finding.rule, finding.message, time if since is None else since, time, where, things)
            problem.end = time
            now[finding.key] = problem
            if not problem.number and not (lasting and time - problem.start < LASTS):
                self.add(problem)
            marks += [(problem.number, box) for box in finding.boxes if problem.number]
        self._open[asked] = now
        return marks
