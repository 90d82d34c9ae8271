"""What the clip on places says: a row of waves is a row of clock hands, and equal steps are equal turns."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.script import Said, Script, said
from scenes.positional_ffn.parts.rotation_places import Places

CLOSE = 1e-4  # products that differ by less are the same


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    places = Places(trace)
    words, k = trace.source, places.step_claim
    one, two = places.first, places.second
    turns = [places.turn(pair).value for pair in range(3)]
    same = abs(places.product(one).value - places.product(two).value) < CLOSE
    return {
        "added": said(
            "So every word is told where it stands, | by a row of waves that is added to its numbers. | "
            "This is called positional encoding. | Added, so that nothing grows longer.",
            holds={"nothing grows longer": trace["main/encoder.input"].shape == places.table.shape},
        ),
        "hand": said(
            "Read the waves in pairs, | and each pair is the hand of a clock. | "
            "This one turns by {turn:.0f} degrees a word.",
            turn=places.turn(0),
        ),
        "slower": said(
            "The next one turns more slowly, | and the next more slowly still.",
            holds={"more slowly": turns[1] < turns[0], "more slowly still": turns[2] < turns[1]},
        ),
        "together": _together(places),
        "slow": said(
            "In a sentence this short, the {slow:.0f} slowest hardly move. | They are for long texts.",
            slow=places.slow(),
        ),
        "first": said(
            "Now go {k} on, from “{one}” to “{end}”. | Every hand sweeps a wedge.",
            k=k,
            one=words[one],
            end=words[one + places.step],
        ),
        "second": said("Go {k} on from “{two}”.", k=k, two=words[two]),
        "same": said(
            "The same wedges. | {k} further is the same turn, wherever you start. | "
            "One matrix says it for every place.",
            k=k,
            holds={"The same wedges": same, "the same turn": same, "every place": places.turns_alike},
        ),
        "product": said(
            "So how well a place matches another | depends only on how far apart they are. | "
            "That lets a head learn to look at the word before.",
            holds={"only on how far apart": places.turns_alike and same},
        ),
    }


def _together(places: Places) -> Said:
    if places.comes_round:
        return said(
            "One hand alone comes round again. | But {hands} together tell places apart, | "
            "as hours, minutes and seconds do.",
            hands=places.hands,
            holds={"comes round again": places.comes_round, "tell places apart": places.all_differ},
        )
    return said(
        "One hand alone would come round again. | But {hands} together tell places apart, | "
        "as hours, minutes and seconds do.",
        hands=places.hands,
        holds={"tell places apart": places.all_differ},
    )
