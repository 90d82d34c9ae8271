"""What the clip on mixing says: shares mix the values into a report, and the formula of attention is whole."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.choose import hero_tensor, strongest
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.mixing_contrast import Contrast, contrast_of
from scenes.self_attention.parts.mixing_weighted_sum import recipe_of


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the followed head and the row of ``mixing_row``."""
    row = recipe_of(trace).row
    two = contrast_of(trace, row)
    return {
        "row": said(
            "The row of “{query}” again: | one unit of attention, shared out among the words.",
            query=trace.source[row],
        ),
        "tip over": said("Tip it over, and each share stands beside the value of its word."),
        "shrink": _shrink(trace, row),
        "add up": said(
            "Added tip to tail, they make {d_k} new numbers: | "
            "this head’s report to “{query}”, not yet its new vector.",
            d_k=trace.size("K"),
            query=trace.source[row],
        ),
        "upper row": said(
            "In this head, the row of “{query}” gives {share:.2f} to “{word}”.",
            **two.upper.values,
        ),
        "lower row": _contrast(two),
        "scores": said(
            "The whole is one formula. | Queries times keys, divided by the root of {d_k}, are scores.",
            d_k=trace.size("K"),
        ),
        "shares": said("Softmax turns each row into shares, | and the shares mix the values into reports."),
        "together": said("One row is one word’s way through it; | the rows are computed together."),
    }


def _shrink(trace: Trace, row: int) -> Said:
    shares = hero_tensor(trace, "weights")[row]
    first, second, third = strongest(shares, 3)
    return said(
        "Every value shrinks to its share: | {a:.2f} of “{one}”, {b:.2f} of “{two}”, less of every other word.",
        a=shares[first],
        one=trace.source[first],
        b=shares[second],
        two=trace.source[second],
        holds={"shrinks": shares.values.max() < 1.0, "less": shares.values[third] <= shares.values[second]},
    )


def _contrast(two: Contrast) -> Said:
    """The lower row: what one changed word did, or what another word asks."""
    moved = two.upper.favourite != two.lower.favourite
    if not two.swapped and moved:
        return said(
            "Another word, “{query}”, asks something else: | its largest share, {share:.2f}, goes to “{word}”. "
            "| Nobody programmed these rows; they were learned from examples.",
            holds={"something else": moved},
            **two.lower.values,
        )
    if not two.swapped:
        return said(
            "Another word is “{query}”: | its largest share, {share:.2f}, goes to “{word}” as well. "
            "| Nobody programmed these rows; they were learned from examples.",
            holds={"as well": not moved},
            **two.lower.values,
        )
    place = two.swapped[0]
    changed = {"old": two.upper.keys[place], "new": two.lower.keys[place], **two.lower.values}
    if moved:
        return said(
            "Change “{old}” to “{new}” and run the model again: | "
            "the row now gives {share:.2f} to “{word}”. | Nobody programmed that; it was learned from examples.",
            holds={"now": moved},
            **changed,
        )
    return said(
        "Change “{old}” to “{new}” and run the model again: | the row still favours “{word}”, with {share:.2f}. "
        "| Nobody programmed these rows; they were learned from examples.",
        holds={"still": not moved},
        **changed,
    )
