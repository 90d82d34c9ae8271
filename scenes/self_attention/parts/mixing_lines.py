"""What the clip on mixing says: shares mix the values, one changed word sends the report elsewhere, one formula."""

from __future__ import annotations

from typing import Any

from model.trace import Trace
from scenes.kit.choose import places_of, strongest
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.mixing_rows import EVEN, MOST, NEARLY_ALL, Row, Story, adjective_of, story_of


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head."""
    story = story_of(trace)
    return {
        "row": said(
            "The shares are cut. Now something is handed over. | Here is “{query}”, with its one unit of attention.",
            query=story.mixture.query,
        ),
        "beside": said(
            "Every share stands beside the value of its word: | the {d_k} numbers that this word has to give.",
            d_k=trace.size("K"),
        ),
        "shrink": _shrink(story.mixture),
        "add up": _add_up(trace, story.mixture),
        **({"pronoun": _pronoun(story.pronoun)} if story.pronoun else {}),
        "looks": _looks(story),
        "change": _change(story),
        "found": _found(trace, story),
        "formula": said(
            "And the whole story fits into one line. | Queries meet keys, and make scores. | "
            "Softmax turns scores into shares. | And the shares mix the values."
        ),
    }


def _shrink(row: Row) -> Said:
    first, second, third = strongest(row.weights, 3)
    shares = row.weights.values
    return said(
        "Each value shrinks to its share: | “{one}” keeps the most, “{two}” comes next, | and the others keep less.",
        one=row.words[first],
        two=row.words[second],
        holds={
            "shrinks": shares[first] < 1.0,
            "most": shares[first] >= shares[second],
            "less": shares[third] <= shares[second],
        },
    )


def _add_up(trace: Trace, row: Row) -> Said:
    values: dict[str, Any] = {"d_k": trace.size("K"), "query": row.query}
    pair = adjective_of(trace, row)
    if pair is None:
        return said("Add them, tip to tail. | {d_k} numbers: what this head reports to “{query}”.", **values)
    return said(
        "Add them, tip to tail. | {d_k} numbers: what this head reports to “{query}”. | "
        "Of a {adjective} {noun}, you might say.",
        adjective=pair[0],
        noun=pair[1],
        **values,
    )


def _pronoun(row: Row) -> Said:
    return said(
        "And “{it}”? | You would expect it to go looking for its noun. | "
        "It does not. It listens to everybody a little.",
        it=row.query,
        holds={"It does not": row.share < EVEN, "everybody": row.share < EVEN},
    )


def _looks(story: Story) -> Said:
    row = story.looks
    values: dict[str, Any] = {"query": row.query, "noun": row.noun}
    if row.share >= NEARLY_ALL and story.pronoun:
        return said(
            "It is “{query}” that goes looking. | It gives nearly everything to “{noun}”. | "
            "So its report is almost exactly the value of “{noun}”.",
            holds={"nearly everything": row.share >= NEARLY_ALL, "almost exactly": row.share >= NEARLY_ALL},
            **values,
        )
    if row.share >= NEARLY_ALL:
        return said(
            "Now look at “{query}”. | It gives nearly everything to “{noun}”. | "
            "So its report is almost exactly the value of “{noun}”.",
            holds={"nearly everything": row.share >= NEARLY_ALL, "almost exactly": row.share >= NEARLY_ALL},
            **values,
        )
    if row.share >= MOST:
        return said(
            "Now look at “{query}”. | It gives most of its attention to “{noun}”.",
            holds={"most": row.share >= MOST},
            **values,
        )
    return said(
        "Now look at “{query}”. | Its largest share goes to “{noun}”.",
        holds={"largest": row.share >= row.weights.values.max()},
        **values,
    )


def _change(story: Story) -> Said:
    if story.swapped is None:
        return said("Another word asks something else. | Look at “{query}”.", query=story.changed.query)
    return said(
        "Now change “{old}” to “{new}”, | and run the machine again.",
        old=story.looks.words[story.swapped],
        new=story.changed.words[story.swapped],
    )


def _found(trace: Trace, story: Story) -> Said:
    old, new = story.looks, story.changed
    if not new.finds_one_of(places_of(trace, "noun")):
        return said(
            "Its largest share goes to “{word}”. | Nobody programmed that. | It was learned from examples.",
            word=new.noun,
            holds={"largest": new.share >= new.weights.values.max()},
        )
    if old.largest != new.largest:
        return said(
            "The {noun}. | Nobody programmed that. | It was learned from examples.",
            noun=new.noun,
        )
    return said(
        "Still the {noun}. | Nobody programmed that. | It was learned from examples.",
        noun=new.noun,
        holds={"Still": old.largest == new.largest},
    )
