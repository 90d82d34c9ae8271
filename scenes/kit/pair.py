"""Two sentences that differ in one word, and what the machine makes of them: the thread of the film."""

from __future__ import annotations

from dataclasses import dataclass

from model.trace import END, Trace

RECORDED = "experiments/transplant"


@dataclass(frozen=True)
class Side:
    """One of the two sentences, with the end mark; places from 0.

    Attributes:
        words, written: its tokens, and what the machine wrote.
        it, predicate, referent: places of the pronoun, of the word after it that tells, and of the noun that it is.
        pronoun: the place of the French pronoun among the words written.
        expected: the pronoun that is right.
        is_subject: whether "it" is who acts, and so alive, and not the thing acted on.
    """

    words: tuple[str, ...]
    written: tuple[str, ...]
    it: int
    predicate: int
    referent: int
    pronoun: int
    expected: str
    is_subject: bool

    @property
    def spoken(self) -> tuple[str, ...]:
        """The words without the end mark."""
        return tuple(word for word in self.words if word != END)

    @property
    def french(self) -> tuple[str, ...]:
        """What was written, without the end mark."""
        return tuple(word for word in self.written if word != END)

    @property
    def says(self) -> str:
        """The word that was written where the pronoun belongs; "" where the machine stopped before it."""
        return self.french[self.pronoun] if self.pronoun < len(self.french) else ""

    @property
    def is_right(self) -> bool:
        """Whether that is the pronoun that is right."""
        return self.says == self.expected


@dataclass(frozen=True)
class Pair:
    """A sentence and its twin; ``own`` tells whether they are the film's sentence, else the bundle's own pair."""

    first: Side
    second: Side
    own: bool
    unseen: bool

    @property
    def flips(self) -> bool:
        """Whether both pronouns are right, and so differ."""
        return self.first.is_right and self.second.is_right


def pair_of(trace: Trace) -> Pair:
    """The film's own sentence and its twin; where it has none, the pair that the bundle's experiments are about."""
    thread = trace.facts.get("thread", {})
    if trace.has("twin"):
        own = trace.facts["roles"]
        sides = [_side(trace, own[scope], f"{scope}.source", f"{scope}.target") for scope in ("main", "twin")]
        return Pair(sides[0], sides[1], True, bool(thread.get("unseen", False)))
    sides = [
        _side(trace, thread["roles"][scope], f"{RECORDED}/sentence{end}", f"{RECORDED}/written{end}")
        for scope, end in (("main", ""), ("twin", ".twin"))
    ]
    return Pair(sides[0], sides[1], False, True)


def _side(trace: Trace, roles: dict[str, object], source: str, target: str) -> Side:
    it, predicate, referent, pronoun = (int(roles[name]) for name in ("it", "predicate", "referent", "pronoun"))  # type: ignore[call-overload]
    words, written = trace.words[source], trace.words[target]
    is_subject = roles["subject"] == referent
    return Side(words, written, it, predicate, referent, pronoun, str(roles["pronoun_word"]), is_subject)
