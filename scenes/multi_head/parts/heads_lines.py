"""What the clip on several heads says: each looks in its own way, and what they report adds up."""

from __future__ import annotations

from typing import Any

from model.trace import END, Trace
from scenes.kit.counts import Counted
from scenes.kit.script import Said, Script, said
from scenes.multi_head.parts.heads_layer import MOST, Layer, Look

FOUR = 4  # heads whose turns are called one by one


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed layer."""
    layer = Layer(trace)
    d, k, h = trace.size("D"), trace.size("K"), trace.size("H")
    word = trace.source[layer.row]
    return {
        "kinds": said(
            "One head asks one kind of question. | A sentence has many. | "
            "So every layer has several heads, {h} in ours. | This is called multi-head attention.",
            h=h,
            holds={"several": h.value > 1},
        ),
        "slices": said(
            "You may have read that a word’s numbers are cut into pieces, | one for each head. | "
            "They are not. | Every head gets all of them.",
            holds={"all of them": layer.parameter("w_q").shape[0] == layer.x.shape[1]},
        ),
        "door": said(
            "Only its door is narrow. | {d} numbers go in. | {k} come out: the question that this head asks.",
            d=d,
            k=k,
            holds={"Only its door is narrow": k.value < d.value},
        ),
        "looks": _looks(layer),
        "unit": _unit(layer),
        "reports": said(
            "Each head mixes the values by its own shares, | and reports {k} numbers to “{word}”. | "
            "Side by side, they are {d} numbers again.",
            k=k,
            d=d,
            word=word,
            holds={"again": h.value * k.value == d.value},
        ),
        "matrix": said(
            "Another learned matrix reads them, | and what it makes goes on to “{word}”.",
            word=word,
        ),
        "cut": said(
            "But look at that matrix. | Cut it, a block for each head. | Each block reads one head, and no other.",
            holds={"no other": layer.parameter("w_o").shape[:2] == (h.value, k.value)},
        ),
        "sum": _sum(layer),
    }


def two_ways(layer: Layer) -> tuple[Look, Look] | None:
    """The two heads that give most to unlike words, the stronger first; None where all look at one word."""
    words = layer.trace.source
    order = sorted(layer.looks, key=lambda look: (words[look.place] == END, -look.share.item()))  # the end mark last
    other = next((look for look in order if words[look.place] != words[order[0].place]), None)
    return None if other is None else (order[0], other)


def described(layer: Layer) -> Look | None:
    """The head that gives most of its unit to the noun which the followed word describes, if one does."""
    noun = layer.noun_of(layer.row)
    found = [look for look in layer.looks if look.place == noun and look.share.item() >= MOST]
    return max(found, key=lambda look: look.share.item(), default=None)


def itself(layer: Layer) -> list[Look]:
    """The heads that give most of their unit to the followed word itself."""
    return [look for look in layer.looks if look.place == layer.row and look.share.item() >= MOST]


def _looks(layer: Layer) -> Said:
    words, own, noun = layer.trace.source, itself(layer), described(layer)
    values: dict[str, Any] = {"word": words[layer.row]}
    if noun is not None and len(own) > 1:
        row = layer.tensor("weights")[:, layer.row, layer.row]
        return said(
            "So each looks in its own way. | Take “{word}”. | One head looks at “{noun}”, the word it describes. | "
            "{count} others look at “{word}” itself.",
            noun=words[noun.place],
            count=Counted("heads that give most to the word itself", lambda shares: (shares >= MOST).sum(), (row,)),
            holds={"looks at": noun.share.item() >= MOST, "itself": all(look.place == layer.row for look in own)},
            **values,
        )
    if noun is not None and own:
        return said(
            "So each looks in its own way. | Take “{word}”. | One head looks at “{noun}”, the word it describes. | "
            "Another looks at “{word}” itself.",
            noun=words[noun.place],
            holds={"looks at": noun.share.item() >= MOST, "itself": own[0].place == layer.row},
            **values,
        )
    ways = two_ways(layer)
    if ways is None:
        return said(
            "So each looks in its own way. | Take “{word}”. | In all of them, “{one}” gets the largest share.",
            one=words[layer.looks[0].place],
            holds={"all of them": len({words[look.place] for look in layer.looks}) == 1},
            **values,
        )
    return said(
        "So each looks in its own way. | Take “{word}”. | One head gives its largest share to “{one}”. | "
        "Another gives it to “{other}”.",
        one=words[ways[0].place],
        other=words[ways[1].place],
        holds={"largest share": words[ways[0].place] != words[ways[1].place]},
        **values,
    )


def _unit(layer: Layer) -> Said:
    ways = two_ways(layer)
    weights = layer.tensor("weights").values[:, layer.row]
    is_one = bool(abs(weights.sum(axis=1) - 1.0).max() < 1e-5)
    if ways is not None and _too_much(ways):
        return said(
            "One row could not do both: | it has only one unit to give.",
            holds={"could not do both": is_one and _too_much(ways), "only one unit": is_one},
        )
    return said(
        "Every row has only one unit to give, | and every head spends it in its own way.",
        holds={"only one unit": is_one, "own way": bool(abs(weights - weights[0]).max() > 0.01)},
    )


def _too_much(ways: tuple[Look, Look]) -> bool:
    """Whether two shares are more than one row has."""
    return ways[0].share.item() + ways[1].share.item() > 1.0


def _sum(layer: Layer) -> Said:
    if layer.heads.value == FOUR:
        return said(
            "So all this joining and multiplying is simply a sum: | what one head adds, | and the next, | "
            "and the next, | and the last.",
            holds={"all this": layer.adds_up, "simply a sum": layer.adds_up},
        )
    return said(
        "So all this joining and multiplying is simply a sum: | what one head adds, | and what the others add.",
        holds={"all this": layer.adds_up, "simply a sum": layer.adds_up},
    )
