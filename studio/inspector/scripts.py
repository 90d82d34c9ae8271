"""``inspect_scripts``: what clips say about many sentences, checked without a stage.

A sentence is recorded and checked by one process, and its trace is thrown away: hundreds of sentences take minutes and
no room on the disk.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from model.trace import Trace
from model.words import END
from scenes.kit.narration import Spoken, Timeline, make_line
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Said
from studio.inspector.ledger import Ledger
from studio.inspector.problems import Journal, Problem
from studio.inspector.processes import run_all
from studio.inspector.report import FAILED, Report, in_one_line, place_of, unclaimed_problems
from studio.inspector.rules.times import line_problems
from studio.request.traces import trace_without_keeping


@dataclass(frozen=True)
class ScriptsInspection:
    """What some clips say about one sentence, to be checked.

    Attributes:
        bundle: the model's name or folder.
        sentence: a sentence of its grammar.
        clips: those with a script.
    """

    bundle: str
    sentence: str
    clips: tuple[type[ExplainerScene], ...]

    def run(self) -> list[Report]:
        """The clips' reports in order."""
        trace = trace_without_keeping(self.bundle, self.sentence)
        return [inspect_script(clip, trace) for clip in self.clips]


def inspect_scripts(
    bundle: str,
    sentences: Sequence[str],
    clips: Sequence[type[ExplainerScene]],
    processes: int,
    done: Callable[[str, Report], None] = lambda *_: None,
) -> list[Report]:
    """Check the scripts of clips for sentences in so many processes; tells ``done`` of each sentence and report.

    The reports come sentence by sentence, clip by clip.
    """
    inspections = [ScriptsInspection(bundle, sentence, tuple(clips)) for sentence in sentences]
    found: dict[int, list[Report]] = {}

    def done_one(place: int, reports: list[Report], _: float) -> None:
        found[place] = reports
        for report in reports:
            done(sentences[place], report)

    run_all(inspections, processes, done_one)
    return [report for place in range(len(sentences)) for report in found[place]]


def inspect_script(clip: type[ExplainerScene], trace: Trace) -> Report:
    """Choose the lines of a clip's script, and compare their words, values and verdicts with the trace.

    What only the stage can tell is not asked: numbers that were to be read there, marks, the length of animations. A
    script that fails has that as its problem.
    """
    journal, ledger, timeline, failure = Journal(), Ledger(), Timeline(), ""
    try:
        timeline = spoken_in_a_row(list(clip.script(trace).values()))
        ledger.listen(timeline.lines)
        problems = [problem for spoken in timeline.lines for problem in line_problems(spoken, trace)]
        for problem in (*problems, *unclaimed_problems(clip, ledger)):
            if problem.rule not in clip.allowed:
                journal.add(problem)
    except Exception as error:  # whatever a script does wrong, the others are checked
        failure = "".join(traceback.format_exception(error))
        journal.add(Problem(FAILED, in_one_line(error), timeline.end, timeline.end, place_of(error, clip)))
    return Report(
        clip.address(),
        clip.title,
        " ".join(word for word in trace.source if word != END),
        "",
        timeline.end,
        journal.problems,
        dict(clip.allowed),
        failure=failure,
        claims=list(ledger.entries),
        unclaimed=list(ledger.unclaimed),
    )


def spoken_in_a_row(script: list[Said]) -> Timeline:
    """Lines one after the other, as if nothing were shown."""
    timeline, clock = Timeline(), 0.0
    for words in script:
        line = make_line(words.template, words.values)
        timeline.lines.append(Spoken(clock, line, words.values, words.holds))
        timeline.steps.append((clock, clock + line.duration, False))
        clock += line.duration
    return timeline
