"""What the clip on the causal mask says: no row may see the word that it must name."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.trace import END, Trace
from scenes.decoder.parts.mask_future import Place, divided_row, leak_of
from scenes.decoder.parts.mask_lie import RECORD, fails_only_at_the_end, looks_as_good
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the row of ``divided_row``."""
    found = divided_row(trace)
    return {
        "teacher": _teacher(trace),
        "in use": said("In use it reads its own words, one after another."),
        "scores": said(
            "But in one pass, every word meets every word.",
            holds={"every word meets every word": np.isfinite(found.matrix(trace, "scaled").values).all()},
        ),
        "answer": _answer(trace, found),
        "infinity": _infinity(trace, found),
        "shares": _shares(trace, found),
        "padding": said("Minus infinity also hides the padding that fills up short sentences."),
        "loss": _loss(trace),
        "forced": _forced(trace),
        "alone": _alone(trace),
    }


def _teacher(trace: Trace) -> Said:
    """What the decoder reads in training: the right translation, or what the model wrote where that is another."""
    reads, target = trace.words["main.decoder_rows"], trace.target
    at_once = trace["main/decoder.probabilities"].shape[0] == len(target)
    if trace.facts["exact"]:
        return said(
            "In training the decoder reads the right translation, shifted by one place: | teacher forcing. | "
            "So all {m} words are named in one pass.",
            holds={"the right translation": target == trace.words["reference"], "all": at_once},
            m=trace.size("T"),
        )
    return said(
        "In training the decoder reads a given translation, here its own, shifted by one place: | "
        "teacher forcing. | So all {m} words are named in one pass.",
        holds={"here its own": reads[1:] == target[:-1], "all": at_once},
        m=trace.size("T"),
    )


def _answer(trace: Trace, found: Place) -> Said:
    """The row's answer stands one column to the right."""
    reads, target, row = trace.words["main.decoder_rows"], trace.target, found.row
    return said(
        "The row of “{word}” must name “{answer}”, and can see it: | {ahead:.0%} would go to words not yet written.",
        holds={"can see it": reads[row + 1] == target[row]},
        word=reads[row],
        answer=target[row],
        ahead=leak_of(found.matrix(trace, "scaled")[row], row),
    )


def _infinity(trace: Trace, found: Place) -> Said:
    masked, weights = (found.matrix(trace, name).values for name in ("masked", "weights"))
    above = np.triu_indices(len(masked), 1)
    return said(
        "So scores right of the diagonal become minus infinity, | and e to that power is zero.",
        holds={
            "become minus infinity": np.isneginf(masked[above]).all(),
            "e to that power is zero": not weights[above].any(),
        },
    )


def _shares(trace: Trace, found: Place) -> Said:
    weights = found.matrix(trace, "weights").values
    return said(
        "Softmax shares out the rest: | no row sees a later word, and each still adds up to one.",
        holds={
            "no row sees a later word": not np.triu(weights, 1).any(),
            "each still adds up to one": np.allclose(weights.sum(1), 1.0, atol=1e-5),
        },
    )


def _loss(trace: Trace) -> Said:
    """The same training without the mask."""
    record = trace.scope(RECORD)
    unseen: dict[str, Any] = {"without": record["unseen_loss"], "whole": record["unseen_loss.whole"]}
    if looks_as_good(trace):
        return said(
            "Without a mask, the loss in training falls just as far. | "
            "On new sentences, one by one, it is {without:.2f}; with the mask, {whole:.2f}.",
            holds={"falls just as far": looks_as_good(trace)},
            **unseen,
        )
    return said(
        "This is the loss in training without a mask, beside that with it. | "
        "On new sentences, one by one, it is {without:.2f}; with the mask, {whole:.2f}.",
        **unseen,
    )


def _forced(trace: Trace) -> Said:
    share = trace.scope(RECORD)["forced_exact"]
    if fails_only_at_the_end(trace):
        return said(
            "With the right words to read, it gets {share:.0%} right. | "
            "It looks ahead, and fails only in the last row, where no word is ahead.",
            holds={"fails only in the last row": fails_only_at_the_end(trace)},
            share=share,
        )
    return said("With the right words to read, it gets {share:.0%} right: | it looks ahead.", share=share)


def _alone(trace: Trace) -> Said:
    """What the model that was trained without the mask writes by itself: no row stands below that of its last word."""
    share, written = trace.scope(RECORD)["exact"], trace.words["ablated.no_mask.target"]
    blind = trace["ablated.no_mask/decoder.input"].shape[0] == len(written)
    if written == (END,):
        return said(
            "Alone, it sees nothing ahead and writes only the end mark: | {share:.0%} are right.",
            holds={"sees nothing ahead": blind, "writes only the end mark": written == (END,)},
            share=share,
        )
    return said(
        "Alone, it sees nothing ahead: | {share:.0%} of its sentences are right.",
        holds={"sees nothing ahead": blind},
        share=share,
    )
