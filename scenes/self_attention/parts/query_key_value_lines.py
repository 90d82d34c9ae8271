"""What the clip on query, key and value says: a detective, three matrices, and why looking is not mutual."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from model.trace import Tensor, Trace
from scenes.kit.choose import hero, hero_tensor, places_of
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.script import Script, said

ANIMALS = ("animal", "bird", "cat", "cow", "dog", "goat", "horse", "mouse", "spider", "turtle")
"""The shipped grammar's nouns that live."""
ACTION, ANIMAL, CREATURE, THING, SOMEBODY = "an action", "an animal", "a creature", "a thing", "somebody"


@dataclass(frozen=True)
class Case:
    """What the detective looks into: who asks, whose box opens, which boxes stay closed; places from 0."""

    trace: Trace

    @cached_property
    def asks(self) -> int:
        """The word that asks."""
        return hero(self.trace).row

    @cached_property
    def answers(self) -> int:
        """The noun that it weighs most."""
        return hero(self.trace).column

    @property
    def fits(self) -> bool:
        """Whether no word at all gets more."""
        return int(hero_tensor(self.trace, "weights").values[self.asks].argmax()) == self.answers

    @cached_property
    def question(self) -> tuple[str, str, str]:
        """The note, as we would put it, in three parts; the middle one is the word that asks."""
        word = self.trace.source[self.asks]
        alive = self.label_of(self.answers) != THING
        if self.asks in places_of(self.trace, "verb"):
            return ("Who" if alive else "What"), word, "?"
        who = alive and self.asks in places_of(self.trace, "predicate")
        return ("Who is" if who else "What is"), word, "?"

    def label_of(self, place: int) -> str:
        """What stands on a box, as we would put it."""
        if place in places_of(self.trace, "verb"):
            return ACTION
        if self.trace.source[place] in ANIMALS:
            return CREATURE if "animal" in self.trace.source else ANIMAL
        return SOMEBODY if place == places_of(self.trace, "noun")[0] else THING

    @cached_property
    def others(self) -> tuple[int, ...]:
        """A noun and a verb whose boxes stay closed; none that says the same as the box that opens."""
        chosen: list[int] = []
        for kind in ("noun", "verb"):
            told = {self.label_of(place) for place in (self.answers, *chosen)}
            places = [p for p in places_of(self.trace, kind) if p != self.asks and self.label_of(p) not in told]
            chosen += places[:1]
        return tuple(chosen)

    @property
    def there(self) -> Tensor:
        """How well the one who asks and the one who answers match."""
        return hero_tensor(self.trace, "scores")[self.asks, self.answers]

    @property
    def back(self) -> Tensor:
        """How well they match when the other one asks."""
        return hero_tensor(self.trace, "scores")[self.answers, self.asks]


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    case = Case(trace)
    asks, answers = trace.source[case.asks], trace.source[case.answers]
    compares = (
        said(
            "She compares her question with the labels, | and takes most from the box that fits best.",
            holds={"most": case.fits},
        )
        if case.fits
        else said("She compares her question with the labels, | and takes from the boxes that fit.")
    )
    return {
        "ask": said("How does one word find out about another?"),
        "detective": said("Think of a detective. | She has a question on her notepad."),
        "boxes": said("Around her stand boxes, | each with a label outside, and something inside."),
        "compare": compares,
        "names": said("Question, label, contents: | query, key, value."),
        "each": said("Every word has one of each. | It asks, it can be found, and it has something to give."),
        "numbers": said("Each is made from the word’s own numbers. | Take “{word}”.", word=asks),
        "matrix": said("A learned matrix tips over above them."),
        "drop": said(
            "Each column drops through: | multiply, add up, and one number is left. | "
            "{columns} columns, {numbers} numbers. | That is its query.",
            columns=trace.size("K"),
            numbers=Extent(hero_tensor(trace, "query")[case.asks], None),
        ),
        "others": said(
            "Another matrix makes its key: how it can be found. | And yet another, its value: what it has to give."
        ),
        "roles": said(
            "Query and key decide who listens to whom. | What is handed over is the value.",
        ),
        "why": said("Why not one matrix for asking and answering? | Because looking is not mutual."),
        "there": said(
            "“{asks}” asking “{answers}” is a match of {score:.0f}.",
            asks=asks,
            answers=answers,
            score=Measured(case.there),
        ),
        "back": said(
            "“{answers}” asking “{asks}” is {score:.0f}. | With one matrix for both, they would be equal.",
            asks=asks,
            answers=answers,
            score=Measured(case.back),
        ),
        "rows": said("And not for one word alone. | {rows} tokens go through at once.", rows=trace.size("S")),
        "self": said(
            "Together, these matrices are one attention head. | "
            "And because the words of one sentence ask each other, | it is called self-attention."
        ),
    }
