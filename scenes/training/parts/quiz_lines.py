"""What the quiz says: five questions about what the film told, and what the model answers."""

from __future__ import annotations

from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

import numpy as np

from model.tokens import Passage, Token
from model.trace import END, Trace
from scenes.kit.choose import hero_tensor
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said
from scenes.training.parts.quiz_curves import UNDERSTOOD, turn_of
from scenes.training.parts.quiz_look import Look, first_sentence, long_look

WITHOUT_MASK, WITHOUT_PLACES = "ablated.no_mask.target", "ablated.no_positions.target"
LEARNING = "experiments/learning"
FEW = 0.9  # of new sentences: fewer are "only" so many
BECAUSE = "because"


def lines_about(trace: Trace) -> Script:
    """The lines of the clip: for each question what is asked, and what is answered."""
    look = long_look(trace)
    return {
        "ask row": said("Which adds up to one: | a row of weights, or a column?"),
        "row": _row(trace),
        "ask far": _ask_far(look),
        "far": said("One, | however far apart they are.", holds={"One": look.distance.value > 1}),
        "ask places": _ask_places(trace),
        "places": _places(trace),
        "ask mask": said("And trained without its mask, | what does it write?"),
        "mask": _mask(trace),
        "ask turn": said("And what did it come to understand | from one moment to the next?"),
        "turn": _turn(trace),
        "sum": said(
            "One unit of attention to share. | Any distance in one step. | Places told by clocks. | "
            "A mask, so that nobody cheats. | And a price, to learn from. | That is a Transformer."
        ),
        "last": _last(trace),
    }


def written(trace: Trace, name: str) -> tuple[str, ...]:
    """What a model wrote about the film's sentence, without the end."""
    return tuple(word for word in trace.words[name] if word != END)


@dataclass(frozen=True)
class Places:
    """A sentence, what the model without places wrote about it, and what is right, without their ends."""

    english: tuple[str, ...]
    french: tuple[str, ...]
    right: tuple[str, ...]
    own: bool

    @property
    def misplaced(self) -> tuple[int, ...]:
        """The places of the written words that are not where they belong; the last one if only some are missing."""
        changes = SequenceMatcher(None, self.french, self.right, autojunk=False).get_opcodes()
        wrong = [place for kind, first, last, *_ in changes if kind != "equal" for place in range(first, last)]
        return tuple(wrong) if wrong or self.french == self.right else (len(self.french) - 1,)


def without_places(trace: Trace) -> Places:
    """The film's sentence; where nothing goes wrong in it, the recorded one."""
    own = Places(
        tuple(word for word in trace.source if word != END),
        written(trace, WITHOUT_PLACES),
        written(trace, "reference"),
        own=True,
    )
    if own.misplaced:
        return own
    record = "experiments/no_positions"
    english, french, right = (written(trace, f"{record}/{name}") for name in ("sentence", "written", "written.whole"))
    return Places(english, french, right, own=False)


def _row(trace: Trace) -> Said:
    sums = hero_tensor(trace, "weights").values.sum(axis=1)
    return said(
        "The row. | Each word has one unit to give, | and gives all of it.",
        holds={"all of it": bool(np.allclose(sums, 1.0, atol=1e-3))},
    )


def _ask_far(look: Look) -> Said:
    values: dict[str, Any] = {"word": look.words[look.row], "noun": look.words[look.column]}
    if look.recorded:
        return said("In the film’s own sentence: | how many steps of attention from “{word}” to “{noun}”?", **values)
    return said("How many steps of attention | does it take from “{word}” to “{noun}”?", **values)


def _ask_places(trace: Trace) -> Said:
    if without_places(trace).own:
        return said("Without clocks to tell the places, | what goes wrong?")
    return said("In the film’s own sentence: | what goes wrong without clocks?")


def _places(trace: Trace) -> Said:
    record, case = trace.scope("experiments/no_positions"), without_places(trace)
    kinds = trace.words["experiments/no_positions/kinds"]
    disorder, exact = record["errors"].values[kinds.index("order")], Measured(record["exact"])
    if not case.misplaced:
        return said(
            "Here nothing, as it happens. | But of new sentences, only {exact:.0%} come out right.",
            exact=exact,
            holds={"only": exact.value < FEW, "nothing": not case.misplaced},
        )
    if disorder > 0:
        return said("The order. | It no longer knows which word belongs to which.", holds={"The order": disorder > 0})
    return said("This. | Of new sentences, {exact:.0%} come out right.", exact=exact)


def _mask(trace: Trace) -> Said:
    if not written(trace, WITHOUT_MASK):
        return said(
            "Nothing at all. | With no next word to copy, | it is lost.",
            holds={"Nothing at all": not written(trace, WITHOUT_MASK)},
        )
    return said("This. | In training it saw the next word, | and now it cannot.")


def _turn(trace: Trace) -> Said:
    record = trace.scope(LEARNING)
    turn = turn_of(record["pronoun"].values, record["blind_pronoun"].item())
    if turn is not None:
        return said(
            "What “it” is. | Up to step {start:.0f}, it guessed. | At step {end:.0f}, it knew.",
            start=record["step"][turn.before],
            end=record["step"][turn.after],
            holds={"it knew": record["pronoun"].values[turn.after] >= UNDERSTOOD},
        )
    last = record["pronoun"][len(record["step"].values) - 1]
    return said(
        "In this run, it came to no such moment. | At its end, {now:.0%} of its pronouns are right.",
        now=last,
        holds={"no such moment": turn is None},
    )


def _last(trace: Trace) -> Said:
    words = first_sentence(trace)
    clause = [word for word in words[words.index(BECAUSE) :] if word != END]
    values: dict[str, Any] = {"clause": Passage(word for word in clause if isinstance(word, Token))}
    return said(
        "“… {clause}.” | You still do not have to think. | But now you know what a machine has to do.",
        **values,
    )
