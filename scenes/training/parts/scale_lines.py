"""What the clip on scale says: how many numbers there are, what the work costs, how large such machines get."""

from __future__ import annotations

from math import prod

import numpy as np

from model.formulas import FORMULAS
from model.trace import Trace
from scenes.kit.choose import hero_tensor
from scenes.kit.claims import Cited, Computed, Measured
from scenes.kit.counts import Reckoned, steps_between
from scenes.kit.script import Said, Script, said

PARTS = "experiments/parameters"
PAPER, GPT = "vaswani2017", "brown2020"
YEAR, HOURS, PROCESSORS = Cited(PAPER, "year"), Cited(PAPER, "hours base"), Cited(PAPER, "processors")
BASE, WIDE = Cited(PAPER, "million parameters base"), Cited(PAPER, "d_model base")
NAMED, BILLIONS = Cited(GPT, "number in the name"), Cited(GPT, "billion parameters")
FEED_FORWARD = "feed-forward"


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    total = Measured(trace[f"{PARTS}/total"])
    return {
        "head": said("This is one head of our machine: | {count:,.0f} learned numbers.", count=in_a_head(trace)),
        "all": said(
            "And here are all that it has: {total:,.0f}. | {share:.0%} of them are feed-forward.",
            total=total,
            share=feed_forward_share(trace),
            holds={"all that it has": learned(trace) == total.value},
        ),
        "matrices": said(
            "What does the work cost? | The matrices take each word by itself: | double the words, double the work.",
            holds={"double the work": np.isclose(growth("matrix"), 2.0)},
        ),
        "attention": said(
            "Attention compares each with each: | double the words, {times:.0f} times the work.",
            times=growth_of_pairs(trace),
            holds={"double the words": doubled(trace).value == 2 * halved(trace).value},
        ),
        "ours": said("In our sentence, attention is {share:.0%} of it.", share=attention_share(trace)),
        "level": said(
            "In the model of {year}, they draw level | at {balance:,.0f} tokens. | Beyond that, attention costs more.",
            year=YEAR,
            balance=balance_of_2017(),
            holds={"more": float(cost("attention", 2 * balance_of_2017().value, WIDE.value))
                   > float(cost("matrix", 2 * balance_of_2017().value, WIDE.value))},
        ),
        "worth": _worth(trace),
        "paper": said(
            "How large can it get? | The Transformer of {year} had {base} million numbers. | Ours is a speck in it. | "
            "Training it took {hours} hours.",
            year=YEAR,
            base=BASE,
            hours=HOURS,
        ),
        "giant": said(
            "And GPT-{three} has {billions} billion. | Now that one is the speck.", three=NAMED, billions=BILLIONS
        ),
    }  # fmt: skip


def _worth(trace: Trace) -> Said:
    rows = trace["main/decoder.0.self_attn.weights"].shape[-2]
    return said(
        "And what do you get for it? | From any word to any other in one step, | and in training all words at once. | "
        "Writing still goes word by word.",
        holds={
            "one step": steps_between(hero_tensor(trace, "weights")).value == 1,
            "all words at once": rows == trace.size("T").value,
        },
    )


def cost(part: str, words: float, width: float) -> float:
    """Multiplications of an encoder layer for so many words: its "attention" or its "matrix" products."""
    return float(FORMULAS[f"{part}_cost"].evaluate(words=words, d_model=width))


def growth(part: str) -> float:
    """How many times as much twice the words cost, whatever the width."""
    return cost(part, 2.0, 1.0) / cost(part, 1.0, 1.0)


def halved(trace: Trace) -> Reckoned:
    """Half of the sentence's words."""
    return Reckoned("half of the words", _half, (trace.size("S"),))


def doubled(trace: Trace) -> Reckoned:
    """As many again."""
    return Reckoned("as many again", _twice, (halved(trace),))


def growth_of_pairs(trace: Trace) -> Reckoned:
    """How many times as many pairs twice the words make."""
    return Reckoned("growth of the pairs", _growth_of_pairs, (doubled(trace), halved(trace)))


def _half(words: float) -> float:
    return words // 2


def _twice(words: float) -> float:
    return 2 * words


def _growth_of_pairs(after: float, before: float) -> float:
    return cost("attention", after, 1.0) / cost("attention", before, 1.0)


def in_a_head(trace: Trace) -> Reckoned:
    """How many numbers a head has: W_Q, W_K, W_V and its part of W_O."""
    return Reckoned("four tables", _four_tables, (trace.size("D"), trace.size("K")))


def _four_tables(wide: float, narrow: float) -> float:
    return 4 * wide * narrow


def learned(trace: Trace) -> int:
    """How many learned numbers the trace holds."""
    return sum(prod(trace[name].shape) for name in trace if name.startswith("weights/"))


def feed_forward_share(trace: Trace) -> Computed:
    """The part of all numbers that stands in feed-forward blocks."""
    place = trace.words[f"{PARTS}/parts"].index(FEED_FORWARD)
    return Computed("share", _share, (trace[f"{PARTS}/count"][place], trace[f"{PARTS}/total"]))


def _share(part: float, whole: float) -> float:
    return part / whole


def attention_share(trace: Trace) -> Reckoned:
    """The part of a layer's multiplications that attention has in the film's sentence."""
    return Reckoned("attention's part of the work", _attention_share, (trace.size("S"), trace.size("D")))


def _attention_share(words: float, width: float) -> float:
    attention, matrices = cost("attention", words, width), cost("matrix", words, width)
    return attention / (attention + matrices)


def balance_of_2017() -> Reckoned:
    """The length at which both cost the same in the model of 2017."""
    return Reckoned("length at which both cost the same", _balance, (WIDE,))


def _balance(width: float) -> float:
    return float(FORMULAS["cost_balance"].evaluate(d_model=width))
