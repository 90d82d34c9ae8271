"""What the clip on the relay says: a memory handed down the line fades, attention needs no line."""

from __future__ import annotations

from typing import Any

import numpy as np

from model.trace import Trace
from scenes.intro.parts.relay_sizes import Sizes
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.script import Said, Script, said

FLAT = 10.0  # sizes that differ by less than this factor are about alike


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, about the recorded networks."""
    sizes = Sizes(trace)
    return {
        "line": said(
            "How can a word hear of another? | For a long time, networks passed it on | "
            "like a message down a line. | Each word tells the next.",
            holds={"Each word": sizes.states.shape[0] == len(sizes.words)},
        ),
        "memory": said(
            "And there, a single memory of {width} numbers | has to hold the whole sentence.",
            width=Extent(sizes.states[-1], None),
        ),
        "blame": said(
            "Then it has to learn. | If the translation is wrong, the blame travels back along the line, | "
            "and every hand-over multiplies it. | In this network, before training, it shrinks.",
            holds={
                "shrinks": sizes.ratio("rnn").value > 1.0,
                "every": bool(np.all(np.diff(sizes.of("rnn").values) > 0)),
            },
        ),
        "glass": said(
            "At the beginning, {ratio:,.0f} times less is left than at the end. | That is a vanishing gradient.",
            ratio=sizes.ratio("rnn"),
            holds={"less": sizes.ratio("rnn").value > 1.0},
        ),
        "lstm": said(
            "A cleverer network, the LSTM, was built against this. | Here it still loses a factor of {ratio:,.0f}.",
            ratio=sizes.ratio("lstm"),
            holds={"still": sizes.ratio("lstm").value > FLAT},
        ),
        "attention": said(
            "Attention throws the line away. | Every word looks at every other directly, in a single step, | "
            "however far apart they are. | And the blame, measured just like that, reaches all words about alike.",
            holds={
                "Every": sizes.all_in_one_step,
                "every": sizes.all_in_one_step,
                "all": sizes.spread("transformer") < FLAT,
                "alike": sizes.spread("transformer") < FLAT,
            },
        ),
        "fair": _fair(sizes),
        "steps": said(
            "But both need a step for every word. | Attention needs only one.",
            holds={"every": sizes.states.shape[0] == len(sizes.words), "only": sizes.all_in_one_step},
        ),
    }


def _fair(sizes: Sizes) -> Said:
    lstm, plain = sizes.exact("lstm"), sizes.exact("rnn")
    values: dict[str, Any] = {"lstm": Measured(lstm), "plain": Measured(plain)}
    if lstm.item() > 0.5 and plain.item() == 0.0:
        return said(
            "To be fair: on sentences this short, training cures the fading. | The LSTM gets most of them right, | "
            "the plain network none.",
            holds={
                "cures": sizes.spread("lstm", "after") < FLAT,
                "most": lstm.item() > 0.5,
                "none": plain.item() == 0.0,
            },
        )
    return said(
        "To be fair: with training, | the LSTM gets {lstm:.0%} of new sentences right, | "
        "the plain network {plain:.0%}.",
        **values,
    )
