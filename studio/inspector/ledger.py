"""The ledger of a clip: all that it claims, in figures, words, labels, shapes, formulas and verdicts, and what it does
not claim.

An entry is one thing that is shown or said, told once however often it comes; ``inspect --truth`` prints it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from manim import Mobject

from model.tokens import Passage, Token
from model.trace import Tensor, Trace
from scenes.kit.claims import Claim, Measured
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.picture import noun_of
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import Spoken
from scenes.kit.scales import Encodes, Encoding, Gradient, Points, Thickness
from studio.inspector.rules.lines import NUMBERS, WORD, unclaimed_words
from studio.inspector.rules.pointing import spots
from studio.inspector.rules.typeset import formula_in
from studio.inspector.seen.nouns import pictures_on
from studio.inspector.seen.stage import Stage

KINDS = ("number", "spoken number", "label", "spoken word", "picture", "verdict", "formula", "shape", "outline")
"""What a clip may claim. It leaves unclaimed: words of the sentence, numbers in words, verdicts, formulas."""


@dataclass(frozen=True)
class Entry:
    """One thing that a clip claims.

    Attributes:
        kind: one of ``KINDS``.
        shown: as it is read or heard.
        origin: where it comes from: a tensor and index, a rule and its inputs, a publication, a list of words.
        value: what is found there.
    """

    kind: str
    shown: str
    origin: str
    value: str = ""


@dataclass
class Ledger:
    """What a clip claims, each entry with the second at which it was first there, and what it leaves unclaimed."""

    entries: dict[Entry, float] = field(default_factory=dict)
    unclaimed: dict[tuple[str, str], float] = field(default_factory=dict)

    def look(self, stage: Stage) -> None:
        """Take down what stands on the stage now."""
        for entry in _on_stage(stage):
            self.entries.setdefault(entry, stage.time)
        for kind, text in _unclaimed_on_stage(stage):
            self.unclaimed.setdefault((kind, text), stage.time)

    def listen(self, lines: Iterable[Spoken]) -> None:
        """Take down what is said."""
        for spoken in lines:
            for entry in _in_line(spoken):
                self.entries.setdefault(entry, spoken.start)
            for kind, text in unclaimed_words(spoken):
                self.unclaimed.setdefault((kind, f"{text}: {spoken.line.text}"), spoken.start)

    @property
    def counts(self) -> Counter[str]:
        """How many entries there are of each kind."""
        return Counter(entry.kind for entry in self.entries)


def _on_stage(stage: Stage) -> Iterator[Entry]:
    for item in stage.texts:
        mobject = item.mobject
        if isinstance(mobject, NumberText):
            yield Entry("number", item.text, _origin(mobject.claim), f"{mobject.claim.value!r}")
        elif isinstance(mobject, Words) and mobject.token is not None:
            yield Entry("label", item.text, mobject.token.origin, str(mobject.token))
        elif (evaluation := vars(mobject).get("evaluation")) is not None and formula_in(mobject):
            inputs = ", ".join(f"{name}={getattr(value, 'origin', value)}" for name, value in evaluation.inputs.items())
            yield Entry("formula", formula_in(mobject), f"{evaluation.result.origin} from {inputs}")
    for item in pictures_on(stage):
        token = item.mobject.token
        yield Entry("picture", f"{noun_of(token, stage.trace)}", token.origin, str(token))
    for _, spot in spots(stage):
        chosen = ", ".join(f"{letter} {list(places)}" for letter, places in spot.chosen)
        yield Entry("outline", "round", f"{spot.tensor.origin}: {chosen}")
    for owner in stage.of_kind(Encodes):
        for encoding in owner.encodings():
            tensor = getattr(owner, "tensor", None)
            what = f"{type(encoding).__name__.lower()} of {type(owner).__name__}"
            yield Entry("shape", what, getattr(tensor, "origin", "its numbers"), _how_many(encoding))


def _how_many(encoding: Encoding) -> str:
    count = _values(encoding)
    return f"{count} value{'s' * (count != 1)}"


def _values(encoding: Encoding) -> int:
    if isinstance(encoding, Thickness):
        return 1
    if isinstance(encoding, Gradient):
        return len(encoding.values)
    return int((encoding.xs if isinstance(encoding, Points) else encoding.values).size)


def _origin(claim: Claim) -> str:
    """Where a claim comes from; of a derived tensor also what it was derived from."""
    tensor = claim.tensor if isinstance(claim, Measured) else None
    if tensor is None or tensor.derivation is None:
        return claim.origin
    return f"{claim.origin} from {', '.join(dict.fromkeys(_sources(tensor)))}"


def _sources(tensor: Tensor) -> Iterator[str]:
    """The tensors of the trace that a derived one is made of."""
    if tensor.derivation is None:
        yield tensor.origin
    else:
        for source in tensor.derivation.inputs:
            yield from _sources(source)


def _in_line(spoken: Spoken) -> Iterator[Entry]:
    for name, value in spoken.values.items():
        if isinstance(value, Claim):
            yield Entry("spoken number", f"{{{name}}} in {spoken.line.text!r}", _origin(value), f"{value.value!r}")
        elif isinstance(value, Token | Passage):
            yield Entry("spoken word", f"{{{name}}} in {spoken.line.text!r}", value.origin, str(value))
    for verdict, so in spoken.holds.items():
        yield Entry("verdict", f"{verdict!r} in {spoken.line.text!r}", "the line's own condition", f"{so}")


def _unclaimed_on_stage(stage: Stage) -> Iterator[tuple[str, str]]:
    words = _words_of(stage.trace)
    for item in stage.texts:
        mobject: Mobject = item.mobject
        if item.in_bands:
            continue
        if isinstance(mobject, Words) and mobject.token is None and not mobject.is_code:
            if item.text.strip("“”,.") in words:
                yield "word of the sentence", item.text
            if any(word.lower() in NUMBERS for word in WORD.findall(item.text)):
                yield "number in words", item.text
        elif formula_in(mobject) and vars(mobject).get("evaluation") is None:
            yield "formula", formula_in(mobject)


def _words_of(trace: Trace) -> frozenset[str]:
    return frozenset(word for name in ("source", "target") for word in trace.words.get(name, ()))
