"""What the clip on the next word says: the word that fits best is written and goes back in; rows are kept."""

from __future__ import annotations

import numpy as np

from model.trace import END, Trace
from scenes.decoder.parts.generation_step import choice, last_rows, told_step
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, for the step of ``told_step``."""
    step = told_step(trace)
    found = choice(trace, step)
    best = trace.words["target_vocabulary"][found.places[0]]
    row = last_rows(trace)[step]
    return {
        "row": said(
            "The decoder has got as far as “{word}”. | Out comes its last row. | "
            "Now {count} numbers must become a word. | How?",
            word=trace.words["main.decoder_rows"][step],
            count=Extent(row, None),
        ),
        "compare": _compare(trace, best),
        "softmax": said(
            "A softmax over the whole vocabulary makes that {share:.0%}.",
            share=trace["main/decoder.probabilities"][step, found.places[0]],
        ),
        "again": _again(trace, best),
        "rows": _rows(trace),
        "keep": _keep(trace),
        "drawer": said("That drawer is called the key-value cache."),
        "figure": said(
            "And this is the whole machine, as its inventors drew it. | "
            "A straight way through each side, | and blocks beside it that read, and add."
        ),
    }


def _compare(trace: Trace, best: str) -> Said:
    step = told_step(trace)
    table, row = trace["weights/target_embedding"].values, last_rows(trace).values[step]
    products = table.astype(float) @ row.astype(float)
    return said(
        "By comparing. | Every French word has a row of its own. | Take the dot product with each: | "
        "“{best}” fits best.",
        best=best,
        holds={
            "Every French word": table.shape[0] == len(trace.words["target_vocabulary"]),
            "fits best": trace.words["target_vocabulary"][int(products.argmax())] == best,
        },
    )


def _again(trace: Trace, best: str) -> Said:
    step = told_step(trace)
    written = trace.target[step] == best
    if trace.target[-1] == END:
        return said(
            "So “{best}” is written, goes back in, | and the decoder runs again. | And again. | "
            "Until it names the end.",
            best=best,
            holds={"is written": written, "Until it names the end": trace.target[-1] == END},
        )
    return said(
        "So “{best}” is written, goes back in, | and the decoder runs again. | And again. | "
        "It never names the end: we stop it.",
        best=best,
        holds={"is written": written, "never": END not in trace.target},
    )


def _rows(trace: Trace) -> Said:
    count = len(trace.target)
    return said(
        "But look at the work. | For every new word, it computes all earlier rows again. | That makes {rows:.0f} rows.",
        rows=Measured(trace["search/greedy.rows_without_cache"]),
        holds={"all earlier rows": trace["search/greedy.rows_without_cache"].item() == count * (count + 1) / 2},
    )


def _keep(trace: Trace) -> Said:
    weights = trace["main/decoder.0.self_attn.weights"].values
    blind = not np.triu(weights, 1).any()
    return said(
        "No row ever sees a later word, so none of them changes. | Keep their keys and values, | "
        "and each step needs one new row. | {rows:.0f} in all.",
        rows=Measured(trace["search/greedy.rows_with_cache"]),
        holds={
            "No row ever sees a later word": blind,
            "none of them changes": blind,
            "in all": trace["search/greedy.rows_with_cache"].item() == len(trace.target),
        },
    )
