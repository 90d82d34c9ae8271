"""What the first clip says: one changed word at the end changes what "it" is; where in the machine is that known?"""

from __future__ import annotations

from typing import Any

from model.tokens import Passage
from model.trace import Trace
from scenes.kit.pair import Pair, Side, pair_of
from scenes.kit.script import Said, Script, said

TOTAL = "experiments/parameters/total"


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, about the film's own pair of sentences or, where it has none, the bundle's."""
    pair = pair_of(trace)
    return {
        "sentence": _sentence(trace, pair),
        "who": _who(pair.first),
        "french": _french(pair.first),
        "change": _change(pair),
        "nobody": _nobody(pair),
        "learned": _learned(trace, pair),
        "questions": said(
            "Where does it know? | How did it learn that? | And is this how ChatGPT works? | Let’s go in and look."
        ),
    }


def _learned(trace: Trace, pair: Pair) -> Said:
    count = trace[TOTAL]
    held = sum(trace[name].values.size for name in trace if name.startswith("weights/"))
    verdict = {"all": held == count.item()}
    if pair.flips:
        return said(
            "This is all that it has learned: | {count:,d} numbers. | Somewhere in here, it knows.",
            holds=verdict,
            count=count,
        )
    return said("This is all that it has learned: | {count:,d} numbers.", holds=verdict, count=count)


def _sentence(trace: Trace, pair: Pair) -> Said:
    sentence = Passage(pair.first.spoken)
    if pair.own:
        return said("“{sentence}.”", sentence=sentence)
    if trace.facts["roles"]["main"] is None:
        return said("Your sentence has no “it”, so let us ask about this one: | “{sentence}.”", sentence=sentence)
    return said(
        "In French, both your nouns are “{same}”. That gives it away, so let us ask about this one: | “{sentence}.”",
        same=next(w for w in trace.words["target_vocabulary"] if w == trace.facts["roles"]["main"]["pronoun_word"]),
        sentence=sentence,
    )


def _who(side: Side) -> Said:
    values: dict[str, Any] = {"predicate": side.words[side.predicate], "noun": side.words[side.referent]}
    if side.is_subject:
        return said("Who is {predicate}? | The {noun}, of course. | You did not even have to think.", **values)
    return said("What is {predicate}? | The {noun}, of course. | You did not even have to think.", **values)


def _french(side: Side) -> Said:
    values = {"written": side.french[side.pronoun], "noun": side.words[side.referent]}
    if side.is_right and side.expected == "il":
        return said(
            "This machine turns the sentence into French. | French has no “it”: a thing is a he or a she, | "
            "“il” or “elle”. | The machine writes “{written}”. | A {noun}, in French, is a he.",
            holds={"is a he": side.is_right},
            **values,
        )
    if side.is_right:
        return said(
            "This machine turns the sentence into French. | French has no “it”: a thing is a he or a she, | "
            "“il” or “elle”. | The machine writes “{written}”. | A {noun}, in French, is a she.",
            holds={"is a she": side.is_right},
            **values,
        )
    return said(
        "This machine turns the sentence into French. | French has no “it”: a thing is a he or a she, | "
        "“il” or “elle”. | The machine writes “{written}”. | That is wrong: it is the {noun}, | "
        "and French has another word for that.",
        holds={"That is wrong": not side.is_right},
        **values,
    )


def _change(pair: Pair) -> Said:
    side = pair.second
    values = {"predicate": side.words[side.predicate], "noun": side.words[side.referent], "written": side.says}
    changes = pair.first.says != side.says
    if changes and side.is_right and side.is_subject:
        return said(
            "Now one word changes, at the very end. | Who is {predicate}? The {noun}. | "
            "And the machine writes “{written}”.",
            holds={"And": changes},
            **values,
        )
    if changes and side.is_right:
        return said(
            "Now one word changes, at the very end. | What is {predicate}? The {noun}. | "
            "And the machine writes “{written}”.",
            holds={"And": changes},
            **values,
        )
    return said(
        "Now one word changes, at the very end. | Now “it” is the {noun}. | The machine writes “{written}”.",
        noun=values["noun"],
        written=values["written"],
    )


def _nobody(pair: Pair) -> Said:
    if pair.unseen:
        return said(
            "Nobody told it what “it” is. | It was shown sentences with their translations, | but never these.",
            holds={"never": pair.unseen},
        )
    return said("Nobody told it what “it” is. | It was shown sentences with their translations.")
