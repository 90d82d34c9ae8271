"""What the clip on the causal mask says: no row may see the word that it must name."""

from __future__ import annotations

import numpy as np

from model.trace import END, Trace
from scenes.decoder.parts.mask_future import Place, leaking_row, looking_ahead, seen_ahead
from scenes.decoder.parts.mask_lie import RECORD, fails_only_at_the_end, looks_as_good
from scenes.kit.script import Said, Script, said

LOOKS = 0.1  # of a row: the least that is worth telling
FINE = 0.8  # of new sentences
SEES, NEARLY, MOST = 0.5, 0.85, 0.5  # the share of a next column that is seen; parts of the rows


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the row of ``leaking_row``."""
    found = leaking_row(trace)
    lines = {
        "teacher": _teacher(trace),
        "cheat": _cheat(trace, found),
        "open": _open(trace, found),
        "mask": _mask(trace, found),
        "padding": said("Minus infinity also hides the padding of short sentences."),
        "forget": _forget(trace),
        "fine": _fine(trace),
        "looks": _looks(trace),
    }
    if fails_only_at_the_end(trace):
        lines["last"] = said(
            "Only the last row has nothing ahead to copy, | and all its mistakes are there.",
            holds={
                "Only the last row has nothing ahead": len(seen_ahead(looking_ahead(trace))) + 1 == len(trace.target),
                "all its mistakes": fails_only_at_the_end(trace),
            },
        )
    alone = trace["ablated.no_mask/decoder.input"].shape[0] == len(trace.words["ablated.no_mask.target"])
    lines["alone"] = said("Now let it write on its own. | There is nothing to copy.", holds={"nothing to copy": alone})
    lines["silent"] = _silent(trace)
    return lines


def _teacher(trace: Trace) -> Said:
    """What the decoder reads in training: the right translation, or what the model wrote where that is another."""
    reads, target = trace.words["main.decoder_rows"], trace.target
    holds = {
        "all of it": reads[1:] == target[:-1],
        "every next word at once": trace["main/decoder.probabilities"].shape[0] == len(target),
    }
    if trace.facts["exact"]:
        return said(
            "In training, the right translation is known. | "
            "So the decoder is given all of it, shifted by one place, | "
            "and names every next word at once. | This is called teacher forcing.",
            holds={"the right translation": target == trace.words["reference"], **holds},
        )
    return said(
        "In training, a translation is given: here, the machine's own. | "
        "The decoder reads all of it, shifted by one place, | "
        "and names every next word at once. | This is called teacher forcing.",
        holds={"the machine's own": reads[1:] == target[:-1], **holds},
    )


def _cheat(trace: Trace, found: Place) -> Said:
    """The row's answer stands one column to the right."""
    reads, target, row = trace.words["main.decoder_rows"], trace.target, found.row
    return said(
        "But then it could cheat. | At “{word}” it has to name “{answer}”, | "
        "and “{there}” is standing right there, one column on. | Why think, if you can copy?",
        word=reads[row],
        answer=target[row],
        there=reads[row + 1],
        holds={"right there, one column on": reads[row + 1] == target[row]},
    )


def is_seen(trace: Trace, found: Place) -> bool:
    """Whether the head would look at the word to be named, if it might."""
    return bool(found.open(trace).values[found.row, found.row + 1] >= LOOKS)


def _open(trace: Trace, found: Place) -> Said:
    """What the head would give to the word to be named; a head that always had its mask may not care to look."""
    if is_seen(trace, found):
        return said(
            "Nothing would stop it: | this head would give that word {share:.0%}.",
            share=found.open(trace)[found.row, found.row + 1],
            holds={"Nothing would stop it": is_seen(trace, found)},
        )
    return said("What keeps it from looking? | This machine has had a mask from its first step.")


def _mask(trace: Trace, found: Place) -> Said:
    masked, weights = (found.matrix(trace, name).values for name in ("masked", "weights"))
    above = np.triu_indices(len(masked), 1)
    return said(
        "So every score to the right of the diagonal | is set to minus infinity, | "
        "and the softmax makes that zero. | What is left still adds up to one.",
        holds={
            "every score": np.isneginf(masked[above]).all(),
            "makes that zero": not weights[above].any(),
            "still adds up to one": np.allclose(weights.sum(1), 1.0, atol=1e-5),
        },
    )


def _forget(trace: Trace) -> Said:
    """The same training without the mask."""
    if looks_as_good(trace):
        return said(
            "What if you forget the mask? | We trained one without. | "
            "Its loss, the price of its mistakes, falls nearly as far.",
            holds={"falls nearly as far": looks_as_good(trace)},
        )
    return said("What if you forget the mask? | We trained one without. | Here is its loss, the price of its mistakes.")


def _fine(trace: Trace) -> Said:
    share = trace.scope(RECORD)["forced_exact"]
    if share.item() >= FINE:
        return said(
            "With the right words to read, | {share:.0%} of new sentences come out right. | It looks fine.",
            share=share,
            holds={"looks fine": share.item() >= FINE},
        )
    return said("With the right words to read, | {share:.0%} of new sentences come out right.", share=share)


def _looks(trace: Trace) -> Said:
    """Where it looks, the right words read: in how many rows at the next column."""
    sees = seen_ahead(looking_ahead(trace)) >= SEES
    if sees.all():
        return said(
            "And this is where it looks: | one column on, at every word. | It copies.", holds={"every": sees.all()}
        )
    if sees.mean() >= NEARLY:
        return said(
            "And this is where it looks: | one column on, at nearly every word. | It copies.",
            holds={"nearly every": sees.mean() >= NEARLY},
        )
    return said(
        "And this is where it looks: | one column on, at most words. | It copies.", holds={"most": sees.mean() > MOST}
    )


def _silent(trace: Trace) -> Said:
    """What the model that was trained without the mask writes by itself."""
    written = trace.words["ablated.no_mask.target"]
    if written == (END,):
        return said("And it writes nothing at all.", holds={"nothing at all": written == (END,)})
    return said(
        "{share:.0%} of its sentences come out right.",
        share=trace.scope(RECORD)["exact"],
    )
