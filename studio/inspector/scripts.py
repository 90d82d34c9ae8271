"""``inspect_script``: what a clip says about one sentence, checked without a stage."""

from __future__ import annotations

from model.words import END
from scenes.kit.narration import Spoken, Timeline, make_line
from scenes.kit.scene import ExplainerScene
from scenes.kit.script import Said
from scenes.kit.setting import Setting
from studio.inspector.ledger import Ledger
from studio.inspector.problems import Journal
from studio.inspector.report import Report
from studio.inspector.rules.times import line_problems


def inspect_script(clip: type[ExplainerScene], setting: Setting) -> Report:
    """Choose the lines of a clip's script, and compare their words, values and verdicts with the trace.

    What only the stage can tell is not asked: numbers that were to be read there, marks, the length of animations.
    """
    trace, journal, ledger = setting.trace, Journal(), Ledger()
    timeline = spoken_in_a_row(list(clip.script(trace).values()))
    for spoken in timeline.lines:
        for problem in line_problems(spoken, trace):
            journal.add(problem)
    ledger.listen(timeline.lines)
    return Report(
        clip.address(),
        clip.title,
        " ".join(word for word in trace.source if word != END),
        setting.theme_name,
        timeline.end,
        journal.problems,
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
