"""What the clip on order says: shuffle what goes in, and what comes out is shuffled, nothing more."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said
from scenes.positional_ffn.parts.order_blind import BLIND, EXPERIMENT, Blind, Pair


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    blind, pair = Blind(trace), Pair(trace)
    word = trace.source[blind.row]
    lines = {
        "ask": said(
            "Does attention know which word comes first? | Here is our machine again, | "
            "trained without being told where a word stands."
        ),
        "follow": said("We follow “{word}”. | These numbers are what a head reports to it.", word=word),
        "shuffle": said(
            "Now shuffle the words, and run it again. | Every row rides along with its word. | "
            "And so does every column."
        ),
        "digits": _digits(blind, word),
        "bag": said(
            "To this encoder, a sentence is a bag: | it knows which words are in it, and not where.",
            holds={"not where": blind.knows_no_order},
        ),
        "two": _two(pair),
        "one": _one(pair),
    }
    if pair.one_owner_each:
        written = trace.words[f"{BLIND}.target"]
        lines["wrong"] = said(
            "For the first sentence, “{one}” is wrong. | For the second, it is “{two}”.",
            one=written[pair.wrong(0)[0]],
            two=written[pair.wrong(1)[0]],
            holds={"is wrong": pair.one_owner_each},
        )
    return {**lines, "decoder": _decoder(trace), "counts": _counts(trace)}


def _digits(blind: Blind, word: str) -> Said:
    if blind.digits_stay:
        return said(
            "And what “{word}” is told? | Not one digit has changed.",
            word=word,
            holds={"Not one digit has changed": blind.digits_stay},
        )
    return said("And what “{word}” is told? | It has changed by no more than rounding.", word=word)


def _two(pair: Pair) -> Said:
    if pair.swapped:
        return said(
            "So both these sentences | are one and the same to it.",
            holds={"same": pair.same_words and pair.blind[0] == pair.blind[1]},
        )
    return said(
        "So the same words in another order | are the same to it.",
        holds={"the same": pair.same_words and pair.blind[0] == pair.blind[1]},
    )


def _one(pair: Pair) -> Said:
    blind = pair.blind[0]
    if pair.owners_only:
        return said(
            "It can only write one translation for both: | the right words, and the wrong owners.",
            holds={"only write one": pair.blind[0] == pair.blind[1], "wrong owners": pair.owners_only},
        )
    holds = {"only write one": pair.blind[0] == pair.blind[1]}
    if not pair.swapped and blind == pair.reference:
        return said("It can only write one translation for both, | and here it is right for the first.", holds=holds)
    if not pair.swapped:
        return said("It can only write one translation for both, | and it is not that of the first.", holds=holds)
    if not pair.seen:
        return said("It can only write one translation for both, | though they mean different things.", holds=holds)
    if blind not in pair.answers:
        return said("It can only write one translation for both, | and it is right for neither.", holds=holds)
    return said("It can only write one translation for both: | right for one, wrong for the other.", holds=holds)


def _decoder(trace: Trace) -> Said:
    weights = trace[f"{BLIND}/decoder.0.self_attn.weights"].values
    ahead = float(np.abs(np.triu(weights, 1)).max())
    return said(
        "The decoder is a little better off: | it sees only what has been written so far. | "
        "That is a sense of before and after.",
        holds={"only what has been written": ahead < 1e-6, "better off": ahead < 1e-6},
    )


def _counts(trace: Trace) -> Said:
    record = trace.scope(EXPERIMENT)
    blind, whole = Measured(record["exact"]), Measured(record["exact.whole"])
    return said(
        "Even so, of new sentences only {blind:.0%} come out right. | With places marked, it is {whole:.0%}.",
        blind=blind,
        whole=whole,
        holds={"only": blind.value < whole.value},
    )
