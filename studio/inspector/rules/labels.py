"""Whether what points at something points at the right thing: words beside rows and bars, outlines, arcs.

A word of the sentence says which one it is (``model.trace.Token``), a mobject that shows a tensor where its entries
stand (``scenes.kit.spots``). Here the words are looked up in the trace, and the places measured.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
from manim import Mobject, VMobject

from model.tokens import Token
from model.trace import Tensor, Trace
from scenes.kit.claims import Claim, Computed, Measured
from scenes.kit.mobjects.picture import Picture
from scenes.kit.mobjects.words import Words
from scenes.kit.spots import Entries, Named, Names, Shows
from studio.inspector.rules.findings import Finding
from studio.inspector.rules.measure import measure
from studio.inspector.seen.nouns import pictures_on
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
SLACK = 0.02  # of a slot: what stands on its edge still stands in it
AIR = 0.02  # Manim units that a text may stand beside a shape as thin as a line


def labels(stage: Stage) -> Iterator[Finding]:
    """Words that are not what they say, or name another entry than that beside which they stand."""
    seen = {id(item.mobject): item for item in (*stage.texts, *pictures_on(stage))}
    for item in stage.texts:
        token = token_of(item.mobject)
        if token is not None and not is_word(token, stage.trace):
            yield Finding("wrong label", f"{item} says {token.origin}, which is another word", (item,))
    for shown in stage.of_kind(Shows):
        for entries in shown.entries():
            yield from _entries(entries, shown, seen, stage.trace)
    for shown in stage.of_kind(Names):
        for named in shown.names():
            yield from _named(named, shown, seen)


def token_of(mobject: Mobject) -> Token | None:
    """The word of the sentence that a text claims to be, if it does, or for which a picture stands."""
    return mobject.token if isinstance(mobject, Words | Picture) else None


def is_word(token: Token, trace: Trace) -> bool:
    """Whether a trace has this word at its place."""
    words = trace.words.get(token.of, ())
    return 0 <= token.place < len(words) and words[token.place] == token


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
        token = token_of(item.mobject)
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
    air = max((high - low) / 2, AIR) if named.upright else AIR
    if not low - air <= place <= high + air:
        yield Finding("wrong label", f"{item} does not stand beside its value in {name}", (item,))
    token = token_of(item.mobject)
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
    """The places at which a value was taken from the axes that a word's list names; none where its rule chooses."""
    kind = token.of.rpartition(".")[2]
    letters = {letter for letter, names in LISTS.items() if kind in names}
    tensors = (claim.tensor,) if isinstance(claim, Measured) else claim.inputs if isinstance(claim, Computed) else ()
    if any(letters & set(tensor.axes) for tensor in tensors):
        return set()
    return {place for tensor in tensors for letter, place in tensor.fixed if letter in letters}
