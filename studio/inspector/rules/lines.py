"""Whether a line of narration is true of the trace, and whether its words, its values and the marks it makes agree."""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from string import Formatter

from model.tokens import Passage, Token
from model.trace import SYMBOLS, Size, Trace
from scenes.kit.claims import Cited, Claim, Measured
from scenes.kit.narration import Spoken
from scenes.kit.spots import Spot
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.labels import ATTENTION, LISTS, is_word, places_in

VERDICTS = frozenset({
    "grow", "grows", "fall", "falls", "rise", "rises", "shrinks", "melted", "high", "higher", "lower", "larger",
    "smaller", "more", "less", "fewer", "most", "better", "worse", "all", "none", "nothing", "only", "never", "always",
    "nearly", "almost", "same", "alike",
})  # fmt: skip
"""Words that pass judgement on numbers: a line that has one says by ``holds`` that it is so."""
NUMBERS = frozenset({
    "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen",
    "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty", "sixty", "seventy",
    "eighty", "ninety", "hundred", "thousand", "million", "billion", "twice", "half", "third", "quarter", "tenth",
})  # fmt: skip
"""Words that are numbers; "one" is left out, which is more often a pronoun."""
SIDES = {"query of": -2, "key of": -1}
"""What words are called that stand before and behind an entry of attention, and which of its places they have."""
WORD = re.compile(r"[^\W\d_]+")
PLAIN = str.maketrans("", "", r"\{}|")
AXES = {symbol.replace(r"\mathrm", "").translate(PLAIN): axis for axis, symbol in SYMBOLS.items()}
"""The axes by their symbols as names of values are written: ``d_k``, ``d_model``, ``n``."""


def line_findings(spoken: Spoken, trace: Trace | None = None, marked: Set[Spot] = frozenset()) -> Iterator[Finding]:
    """What is false in a line.

    Args:
        spoken: the line as it was said.
        trace: what it is about; without one words are not looked up.
        marked: what outlines and arcs that came with the line point at.
    """
    text = spoken.line.text
    for verdict, so in spoken.holds.items():
        if not so:
            yield Finding("verdict does not hold", f"{verdict!r} is not so in the line {text!r}")
        if verdict.lower() not in text.lower():
            yield Finding("verdict does not hold", f"{verdict!r} is not said in the line {text!r}")
    for name, value in spoken.values.items():
        if isinstance(value, Size) and name in AXES and AXES[name] != value.axis:
            yield Finding("wrong word", f"{{{name}}} is the size of axis {value.axis} in the line {text!r}")
        tokens = value.tokens if isinstance(value, Passage) else [value] if isinstance(value, Token) else []
        if trace is not None and not all(is_word(token, trace) for token in tokens):
            origin = getattr(value, "origin", value)
            yield Finding("wrong word", f"{{{name}}} says {origin}, another word, in the line {text!r}")
    yield from _values_and_words(spoken)
    yield from _who_asks(spoken)
    yield from _words_and_marks(spoken, marked)


def _values_and_words(spoken: Spoken) -> Iterator[Finding]:
    """Values whose nearest words in the line name other entries than they come from."""
    order = _in_order(spoken)
    for place, (name, value) in enumerate(order):
        if not isinstance(value, Claim):
            continue
        before = next((v for _, v in reversed(order[:place]) if isinstance(v, Token)), None)
        after = next((v for _, v in order[place + 1 :] if isinstance(v, Token)), None)
        near = [token for token in (before, after) if token is not None and places_in(token, value)]
        if near and not any(token.place in places_in(token, value) for token in near):
            words = " and ".join(f"“{token}”" for token in near)
            message = f"{{{name}}} is {value.origin}, which is not of {words}, in the line {spoken.line.text!r}"
            yield Finding("wrong word", message)


def _who_asks(spoken: Spoken) -> Iterator[Finding]:
    """Words called the query or the key of an entry of attention that stand on its other side."""
    entries = [value.tensor for value in spoken.values.values() if isinstance(value, Measured)]
    entries = [tensor for tensor in entries if tensor.name.endswith(ATTENTION) and not tensor.axes]
    for literal, name, _, _ in Formatter().parse(spoken.line.template):
        value = spoken.values.get(name or "")
        side = next((side for words, side in SIDES.items() if literal.rstrip(" “").endswith(words)), None)
        if side is None or not entries or not isinstance(value, Token):
            continue
        if value.place not in {tensor.fixed[side][1] for tensor in entries}:
            message = f"“{value}” is on the other side of {entries[0].origin} in the line {spoken.line.text!r}"
            yield Finding("wrong word", message)


def _words_and_marks(spoken: Spoken, marked: Set[Spot]) -> Iterator[Finding]:
    """Outlines and arcs that came with the line, none of which points at a word that it names."""
    tokens = [value for value in spoken.values.values() if isinstance(value, Token)]
    named, pointed = set(), set()
    for letter, places in (chosen for spot in marked for chosen in spot.chosen):
        of_axis = {token.place for token in tokens if token.of.rpartition(".")[2] in LISTS.get(letter, ())}
        if of_axis:
            named |= of_axis
            pointed |= set(places)
    if named and not named & pointed:
        words = ", ".join(f"“{token}”" for token in tokens)
        message = f"marked are the words at {sorted(pointed)}, named is {words}, in the line {spoken.line.text!r}"
        yield Finding("wrong word", message)


def _in_order(spoken: Spoken) -> list[tuple[str, object]]:
    """The values of a line in the order in which they are said."""
    fields = [name for _, name, _, _ in Formatter().parse(spoken.line.template) if name]
    return [(name, spoken.values[name]) for name in fields if name in spoken.values]


# -- what a line leaves unclaimed -------------------------------------------------------------------------------------


def unclaimed_words(spoken: Spoken) -> Iterator[tuple[str, str]]:
    """What a line says without a claim: the kind, and the words."""
    literal = " ".join(part for part, _, _, _ in Formatter().parse(spoken.line.template))
    held = " ".join(spoken.holds).lower()
    units = {unit for value in spoken.values.values() if isinstance(value, Cited) for unit in value.name.split()}
    for word in WORD.findall(literal):
        if word.lower() in NUMBERS:
            if word.lower() not in units:  # 175 "billion parameters"
                yield "number in words", word
        elif word.lower() in VERDICTS and word.lower() not in WORD.findall(held):
            yield "verdict", word
    for name, value in spoken.values.items():
        if not isinstance(value, Claim | Token | Passage):
            yield "spoken word", f"{{{name}}} = {value}"
