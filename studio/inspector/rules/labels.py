"""Whether what points at something points at the right thing: words beside rows and bars, outlines, arcs.

A word of the sentence says which one it is (``model.trace.Token``), a mobject that shows a tensor where its entries
stand (``scenes.kit.spots``). Here the words are looked up in the trace, and the places measured.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
from manim import Mobject, VMobject

from model.trace import SYMBOLS, Size, Tensor, Token, Trace
from scenes.kit.claims import Claim, Computed, Measured, Ordinal
from scenes.kit.mobjects.cells import Outline
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.spots import Entries, Named, Names, Shows, Spot
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.measure import measure
from studio.inspector.seen.stage import Item, Stage

LISTS = {
    "S": ("source",),
    "T": ("decoder_rows", "target"),
    "U": ("source_vocabulary",),
    "V": ("target_vocabulary",),
}
"""The lists of words that name the entries of an axis: a decoder's row is called by what it reads or what it writes."""
ATTENTION = (".scores", ".scaled", ".masked", ".weights")
"""Tensors whose rows are queries and whose columns are keys, wherever they are drawn."""
NOUNS = {
    "sum": ("sum",),
    "mean": ("mean", "average"),
    "average": ("mean", "average"),
    "largest": ("largest", "max", "maximum"),
    "smallest": ("smallest", "min", "minimum"),
    "difference": ("difference", "minus", "less"),
    "product": ("product", "times"),
    "loss": ("loss",),
    "cosine": ("cosine",),
}
"""Nouns of reckoning, and what the origin of a number says that bears one."""
NEAR = 0.5  # Manim units from a name to its number
SLACK = 0.02  # of a slot: what stands on its edge still stands in it


def labels(stage: Stage) -> Iterator[Finding]:
    """Words that are not what they say, or name another entry than that beside which they stand."""
    seen = {id(item.mobject): item for item in stage.texts}
    for item in stage.texts:
        token = getattr(item.mobject, "token", None)
        if token is not None and not is_word(token, stage.trace):
            yield Finding("wrong label", f"{item} says {token.origin}, which is another word", (item,))
    for shown in of_kind(stage.mobjects, Shows):
        for entries in shown.entries():
            yield from _entries(entries, shown, seen, stage.trace)
    for shown in of_kind(stage.mobjects, Names):
        for named in shown.names():
            yield from _named(named, shown, seen)


def is_word(token: Token, trace: Trace) -> bool:
    """Whether a trace has this word at its place."""
    words = trace.words.get(token.of, ())
    return 0 <= token.place < len(words) and words[token.place] == token


def of_kind(mobjects: Iterable[Mobject], kind: Any) -> list[Any]:
    """The mobjects of the families that are of a kind, each once."""
    found: dict[int, Mobject] = {}
    left = list(mobjects)
    while left:
        mobject = left.pop()
        if _is(type(mobject), kind):
            found[id(mobject)] = mobject
        left += mobject.submobjects
    return list(found.values())


_known: dict[tuple[type, Any], bool] = {}


def _is(cls: type, kind: Any) -> bool:
    key = cls, kind
    if key not in _known:
        _known[key] = issubclass(cls, kind)
    return _known[key]


# -- rows, columns, bars --------------------------------------------------------------------------------------------


def _entries(entries: Entries, owner: Mobject, seen: dict[int, Item], trace: Trace) -> Iterator[Finding]:
    """What is wrong with the labels of an axis."""
    tensor, count = entries.tensor, entries.tensor.shape[entries.axis]
    told = [(index, seen[id(label)]) for index, label in enumerate(entries.labels) if id(label) in seen]
    if not told:
        return
    name = f"the {type(owner).__name__}"
    if ("T",) in tensor.steps and tensor.name.endswith(ATTENTION):
        yield Finding("wrong label", f"{name} shows {tensor.name} with its queries across", (told[0][1],))
    anchors = np.array([_anchor(item, by_foot=entries.by_foot) for _, item in told])
    slots = measure(entries.way, anchors)[0] * count
    for (index, item), slot in zip(told, slots, strict=True):
        if not index - SLACK <= slot <= index + 1 + SLACK:
            message = f"{item} stands at entry {slot + 0.5:.1f} of {name}, it names entry {index + 1}"
            yield Finding("wrong label", message, (item,))
        token = getattr(item.mobject, "token", None)
        if token is not None and not names_entry(token, tensor, entries.axis, index, trace):
            place = int(tensor.places[entries.axis][index])
            message = f"{item} is {token.origin}, beside entry {place} of axis {tensor.axes[entries.axis]} of {name}"
            yield Finding("wrong label", message, (item,))


def _anchor(item: Item, *, by_foot: bool) -> tuple[float, float]:
    """The point of a text that is to be level with what it names: its middle, or where its first letter stands."""
    if by_foot:
        first = item.leaves[0].box
        return float(first[0]), float(first[1])
    left, bottom, right, top = item.box
    return float(left + right) / 2, float(bottom + top) / 2


def names_entry(token: Token, tensor: Tensor, axis: int, index: int, trace: Trace) -> bool:
    """Whether a word names an entry of an axis: it stands at the entry's place, and the axis has that word there."""
    place = int(tensor.places[axis][index])
    lists = word_lists(tensor, tensor.axes[axis], trace)
    return not lists or any(place < len(words) and words[place] == token and token.place == place for words in lists)


def word_lists(tensor: Tensor, letter: str, trace: Trace) -> list[Sequence[str]]:
    """The lists of words that name the entries of a tensor's axis; none where the trace has no words for it."""
    names = LISTS.get(letter, ())
    keys = [f"{scope}.{name}" for scope in scopes_of(tensor) for name in names]
    keys += [name for name in names if name.endswith("vocabulary")]
    return [trace.words[key] for key in keys if key in trace.words]


def scopes_of(tensor: Tensor) -> Iterator[str]:
    """The scope that a tensor belongs to, such as ``main``; of a derived one those of all that it was made of."""
    if tensor.derivation is None:
        yield tensor.name.partition("/")[0]
    else:
        for source in tensor.derivation.inputs:
            yield from scopes_of(source)


def _named(named: Named, owner: Mobject, seen: dict[int, Item]) -> Iterator[Finding]:
    """What is wrong with one text that names a value."""
    item = seen.get(id(named.label))
    if item is None:
        return
    name = f"the {type(owner).__name__}"
    low, high = _extent(named.shape, upright=named.upright)
    place = _anchor(item, by_foot=False)[1 if named.upright else 0]
    air = (high - low) / 2 if named.upright else 0.02
    if not low - air <= place <= high + air:
        yield Finding("wrong label", f"{item} does not stand beside its value in {name}", (item,))
    token = getattr(item.mobject, "token", None)
    if token is not None and not may_name(token, named.claim):
        message = f"{item} is {token.origin}, its value in {name} is {named.claim.origin}"
        yield Finding("wrong label", message, (item,))


def _extent(shape: VMobject, *, upright: bool) -> tuple[float, float]:
    across = shape.points[:, 1 if upright else 0]
    return float(across.min()), float(across.max())


def may_name(token: Token, claim: Claim) -> bool:
    """Whether a word may name a value: no axis of the word's list was cut at another place, if it was cut at all."""
    places = places_in(token, claim)
    return not places or token.place in places


def places_in(token: Token, claim: Claim) -> set[int]:
    """The places at which a value was taken from the axes that a word's list names."""
    kind = token.of.rpartition(".")[2]
    tensors = (claim.tensor,) if isinstance(claim, Measured) else claim.inputs if isinstance(claim, Computed) else ()
    return {place for tensor in tensors for letter, place in tensor.fixed if kind in LISTS.get(letter, ())}


def ordinals(stage: Stage) -> Iterator[Finding]:
    """Numbers of a row that do not run up from one: the third question comes after the second."""
    for item in stage.texts:
        claim = getattr(item.mobject, "claim", None)
        if isinstance(claim, Ordinal) and claim.value > 1 and (claim.what, claim.value - 1) not in stage.counted:
            message = f"{item} is number {claim.value} of {claim.what}, number {claim.value - 1} was never there"
            yield Finding("claim without source", message, (item,))


# -- what stands beside numbers ---------------------------------------------------------------------------------------


def beside_numbers(stage: Stage) -> Iterator[Finding]:
    """Numbers beside a word or a symbol that says something else of them: a sum that is none, another axis's size."""
    numbers = [item for item in stage.texts if isinstance(item.mobject, NumberText)]
    if not numbers:
        return
    names = [item for item in stage.texts if _said_by(item)]
    for number in numbers:
        left, bottom, _, top = number.box
        for name in names:
            gap = left - name.box[2]
            level = min(top, name.box[3]) - max(bottom, name.box[1]) > 0.3 * (top - bottom)
            if level and 0.0 <= gap <= NEAR and not _between(stage, name, number):
                yield from _compare(name, number)


def _said_by(item: Item) -> str:
    """What a text says of the number after it: a noun of reckoning, or the symbol of an axis; "" for nothing."""
    if isinstance(item.mobject, Symbol):
        return item.mobject.latex if item.mobject.latex in SYMBOLS.values() else ""
    last = item.text.lower().split()[-1:]
    return last[0] if last and last[0] in NOUNS else ""


def _between(stage: Stage, name: Item, number: Item) -> bool:
    """Whether another text but an equals sign stands between two."""
    low, high, y = name.box[2], number.box[0], (number.box[1] + number.box[3]) / 2
    for item in stage.texts:
        left, bottom, right, top = item.box
        if item is not name and item is not number and low < left and right < high and bottom < y < top:
            return item.text.strip() not in ("=", "≈", ":")
    return False


def _compare(name: Item, number: Item) -> Iterator[Finding]:
    claim, said = number.mobject.claim, _said_by(name)  # type: ignore[attr-defined]
    if said in NOUNS:
        if not any(noun in claim.origin.lower() for noun in NOUNS[said]):
            yield Finding("wrong label", f"{number} is called {said!r}, it is {claim.origin}", (name, number))
    elif isinstance(claim, Size) and claim.symbol != said:
        yield Finding("wrong label", f"{number} is called {said}, it is the {claim.origin}", (name, number))


# -- outlines -------------------------------------------------------------------------------------------------------


def spots(stage: Stage) -> Iterator[tuple[Item, Spot]]:
    """The visible things that point at entries of tensors, and at which."""
    for item in stage.items:
        spot = getattr(item.mobject, "spot", None)
        if spot is not None:
            yield item, spot


def outlines(stage: Stage) -> Iterator[Finding]:
    """Outlines that do not go round what they say."""
    marked = [(item, spot) for item, spot in spots(stage) if isinstance(item.mobject, Outline)]
    if not marked:
        return
    shown = [entries for owner in of_kind(stage.mobjects, Shows) for entries in owner.entries()]
    for item, spot in marked:
        for axis, indices in ((0, spot.rows), (1, spot.columns)):
            if indices is None:
                continue
            found = [entries for entries in shown if _is_on(item, entries) and _is_axis_of(spot, axis, entries)]
            if found and not any(_goes_round(item, indices, entries) for entries in found):
                message = f"an outline goes round other entries than {list(indices)} of {spot.tensor.name}"
                yield Finding("wrong outline", message, (item,))


def _is_axis_of(spot: Spot, axis: int, entries: Entries) -> bool:
    """Whether entries on the stage are those of a spot's axis: of this tensor, or of another one that took its place."""
    letter = spot.tensor.axes[axis]
    return (
        entries.axis == axis
        and entries.tensor.axes[entries.axis] == letter
        and entries.tensor.shape == spot.tensor.shape
    )


def _is_on(item: Item, entries: Entries) -> bool:
    """Whether the middle of an outline lies on the box whose entries these are."""
    low, high = entries.way.shape.points.min(axis=0), entries.way.shape.points.max(axis=0)
    left, bottom, right, top = item.box
    x, y = (left + right) / 2, (bottom + top) / 2
    return bool(low[0] <= x <= high[0] and low[1] <= y <= high[1])


def _goes_round(item: Item, indices: Sequence[int], entries: Entries) -> bool:
    """Whether an outline encloses just these entries: its edges lie nearer to their edges than half an entry."""
    left, bottom, right, top = item.box
    count = entries.tensor.shape[entries.axis]
    ends = measure(entries.way, np.array([[left, top], [right, bottom]]))[0] * count
    return bool(abs(min(ends) - min(indices)) < 0.5 and abs(max(ends) - max(indices) - 1) < 0.5)


__all__ = ["is_word", "labels", "may_name", "names_entry", "outlines", "places_in", "spots"]
