"""Reports as text: in full for one sentence; for many only what is wrong, each thing once, with how often it is so."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from studio.inspector.ledger import KINDS
from studio.inspector.problems import Problem
from studio.inspector.report import Report

THINGS = 3  # of one problem that are named


def plural(count: int, what: str) -> str:
    """``1 problem``, ``2 problems``."""
    return f"{count} {what}{'s' * (count != 1)}"


def describe_problem(problem: Problem) -> str:
    """A problem in one line: when, which rule, what, where, and which things, as far as the message does not say."""
    unnamed = [thing for thing in problem.things if thing not in problem.message][:THINGS]
    return str(problem) + (f"  [{', '.join(unnamed)}]" if unnamed else "")


def print_report(
    report: Report, console: Console, *, timeline: bool, truth: bool, theme: bool, traceback: bool
) -> None:
    """One clip: its length and verdict, its timeline, its problems, and what it allows itself.

    Args:
        report: the clip's.
        console: where to.
        timeline: list every line, play and wait.
        truth: list all that it claims, and what it leaves unclaimed.
        theme: name the theme.
        traceback: print the whole traceback of a clip that failed.
    """
    count = len(report.problems)
    console.print(report.address, style="bold", end="")
    console.print(f"  {report.duration:.1f} s  " + (f"{report.theme}  " if theme else ""), end="")
    console.print(plural(count, "problem") if count else "no problems", style="red" if count else "green")
    if timeline:
        _print_timeline(report, console)
    if truth:
        _print_claims(report, console)
    for number, problem in enumerate(report.problems, start=1):
        _print(f"  {number}. {describe_problem(problem)}", console)
    for reason in dict.fromkeys(report.allowed.values()):
        rules = ", ".join(rule for rule, why in report.allowed.items() if why == reason)
        _print(f"  allows itself {rules}: {reason}", console, style="dim")
    if traceback and report.failure:
        _print(report.failure.rstrip(), console)


def _print_timeline(report: Report, console: Console) -> None:
    width = max((len(step.where) for step in report.steps), default=0)
    said = 0
    for step in report.steps:
        said += step.kind == "line"
        what = f"line {said:2}" if step.kind == "line" else step.kind
        row = f"  {step.start:6.2f} {step.end:6.2f}  {what:7}  {step.where:{width}}  {' '.join(step.text.split())}"
        _print(row.rstrip(), console, style="" if step.kind == "line" else "dim")


def _print_claims(report: Report, console: Console) -> None:
    """Each claim with its source and what is found there, kind by kind; then what claims nothing."""
    for kind in KINDS:
        of_kind = [entry for entry in report.claims if entry.kind == kind]
        if of_kind:
            console.print(f"  {plural(len(of_kind), kind)}", style="bold")
        for entry in of_kind:
            _print(f"    {entry.shown}", console)
            _print(f"        {entry.origin}" + (f" = {entry.value}" if entry.value else ""), console, style="dim")
    if report.unclaimed:
        console.print(f"  {plural(len(report.unclaimed), 'thing')} without a claim", style="bold")
    for kind, text in report.unclaimed:
        _print(f"    {kind}: {' '.join(text.split())}", console)


def print_what_is_wrong(reports: Sequence[Report], console: Console) -> None:
    """Of many sentences: the problems of each clip, those of one rule at one line of its file told once."""
    for address in dict.fromkeys(report.address for report in reports):
        of_clip = [report for report in reports if report.address == address]
        found: dict[tuple[str, str], list[tuple[Report, Problem]]] = {}
        for report in of_clip:
            for problem in report.problems:
                found.setdefault((problem.rule, problem.where), []).append((report, problem))
        if found:
            console.print(address, style="bold red")
        for same in found.values():
            report, problem = same[0]
            times = len({id(report) for report, _ in same})
            _print(f"  {describe_problem(problem)}", console)
            first = f"{report.sentence!r}, {report.theme}" if report.theme else f"{report.sentence!r}"
            _print(f"      in {times} of {len(of_clip)}, first: {first}", console, style="dim")


def print_summary(reports: Sequence[Report], seconds: float, console: Console) -> None:
    """The last line: how much was inspected, how much is wrong, how long it took."""
    parts = [
        plural(len({report.address for report in reports}), "clip"),
        plural(len({report.sentence for report in reports}), "sentence"),
    ]
    themes = {report.theme for report in reports if report.theme}
    if themes:
        parts.append(plural(len(themes), "theme"))
    count = sum(len(report.problems) for report in reports)
    console.print(f"{', '.join(parts)}: ", end="")
    console.print(plural(count, "problem") if count else "no problems", style="red" if count else "green", end="")
    console.print(f", {seconds:.0f} s")


def _print(text: str, console: Console, **how: Any) -> None:
    console.print(text, markup=False, emoji=False, **how)


class InspectionBar:
    """Tells how far it is: a bar on a terminal, elsewhere a line for each sentence when there are many.

    Args:
        sentences: the key of the sentence of each inspection that is to be done.
        console: where to.
    """

    def __init__(self, sentences: Iterable[str], console: Console) -> None:
        self._console = console
        self._left: dict[str, int] = {}
        for sentence in sentences:
            self._left[sentence] = self._left.get(sentence, 0) + 1
        self._many = len(self._left)
        self._problems: dict[str, int] = dict.fromkeys(self._left, 0)
        self._bar = Progress(
            TextColumn("inspecting"),
            BarColumn(),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
            transient=True,
        )
        self._task = self._bar.add_task("", total=sum(self._left.values()))

    def __enter__(self) -> InspectionBar:
        self._bar.start()
        return self

    def __exit__(self, *_: Any) -> None:
        self._bar.stop()

    def done(self, sentence: str, report: Report) -> None:
        """One clip is done, for the sentence of this key."""
        self._bar.advance(self._task)
        self._left[sentence] -= 1
        self._problems[sentence] += len(report.problems)
        if not self._left[sentence] and self._many > 1:
            finished = sum(not left for left in self._left.values())
            verdict = plural(self._problems[sentence], "problem") if self._problems[sentence] else "no problems"
            _print(f"[{finished}/{self._many}] {report.sentence}: {verdict}", self._console)
