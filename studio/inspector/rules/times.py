"""What is wrong with a clip's times: captions that cannot be read, the clip's length, its last still."""

from __future__ import annotations

from collections.abc import Iterator, Sequence, Set
from itertools import chain

from model.trace import Trace
from scenes.kit.narration import CHARACTERS_PER_SECOND, LONGEST, ROW, ROWS, SHORTEST, Cue, Spoken, Timeline
from scenes.kit.spots import Spot
from studio.inspector.problems import Problem
from studio.inspector.rules.lines import line_findings
from studio.inspector.rules.speech import speech_findings
from studio.inspector.rules.truth import spoken_findings

LENGTHS = 50.0, 105.0
"""The shortest and the longest that a clip may be, in seconds."""
SHORTEST_POSTER = 1.5
SLACK = 1e-6


def timeline_problems(
    timeline: Timeline,
    places: Sequence[str] = (),
    trace: Trace | None = None,
    read: Sequence[Set[str]] = (),
    marked: Sequence[Set[Spot]] = (),
) -> Iterator[Problem]:
    """All rules on the times of a clip that has run.

    Args:
        timeline: its cues, lines and steps.
        places: where each line of narration stands in the clip's file.
        trace: what the clip is about; without one the claims in its lines are not compared with it.
        read: the texts of the numbers seen during each line.
        marked: what the outlines and arcs point at that were first seen during each line.
    """
    where = dict(enumerate(places))
    seen, pointed = dict(enumerate(read)), dict(enumerate(marked))
    for cue in timeline.cues:
        line = sum(spoken.start <= cue.start + SLACK for spoken in timeline.lines) - 1
        yield from _caption_problems(cue, where.get(line, ""))
    for number, (spoken, following) in enumerate(zip(timeline.lines, timeline.lines[1:], strict=False), start=1):
        if following.start < spoken.start + spoken.line.duration - SLACK:
            message = f"a line begins before the last has ended: {following.line.text!r}"
            yield Problem("caption", message, following.start, following.start, where.get(number, ""))
    for number, spoken in enumerate(timeline.lines):
        facts = trace, seen.get(number, frozenset()), pointed.get(number, frozenset())
        yield from line_problems(spoken, *facts, where=where.get(number, ""))
    still = timeline.end - max((end for _, end, moved in timeline.steps if moved), default=0.0)
    if still < SHORTEST_POSTER - SLACK:
        message = f"the last still stands {still:.2f} s, less than {SHORTEST_POSTER}"
        yield Problem("poster", message, timeline.end, timeline.end)
    shortest, longest = LENGTHS
    if not shortest <= timeline.end <= longest:
        message = f"{timeline.end:.1f} s, not between {shortest:.0f} and {longest:.0f}"
        yield Problem("length", message, 0.0, timeline.end)


def line_problems(
    spoken: Spoken,
    trace: Trace | None = None,
    read: Set[str] = frozenset(),
    marked: Set[Spot] = frozenset(),
    *,
    where: str = "",
) -> Iterator[Problem]:
    """What is false in a line, or cannot be spoken; arguments as those of ``timeline_problems``, for this line."""
    end = spoken.start + spoken.line.duration
    facts = spoken_findings(spoken, trace, read), line_findings(spoken, trace, marked)
    for finding in chain(*facts, speech_findings(spoken)):
        yield Problem(finding.rule, finding.message, spoken.start, end, where)


def _caption_problems(cue: Cue, where: str) -> Iterator[Problem]:
    """What makes one caption hard to read."""
    seconds = cue.end - cue.start
    rate = len(cue.text) / seconds if seconds > 0 else float("inf")
    faults = []
    if rate > CHARACTERS_PER_SECOND + 0.01:
        faults.append(f"{rate:.1f} characters a second")
    if len(cue.rows) > ROWS or max(map(len, cue.rows)) > ROW:
        faults.append(f"does not fit two rows of {ROW}")
    if not SHORTEST - SLACK <= seconds <= LONGEST + SLACK:
        faults.append(f"stays {seconds:.2f} s")
    for fault in faults:
        yield Problem("caption", f"{fault}: {cue.text!r}", cue.start, cue.end, where)
