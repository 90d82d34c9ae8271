"""What the clip on the eight numbers says: moved from one run to the other, they change what "it" is."""

from __future__ import annotations

from typing import Any

from model.trace import Trace
from scenes.decoder.parts.eight_numbers_exchange import Exchange
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent, Reckoned
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    exchange = Exchange(trace)
    lines = {"both": _both(exchange), "says": _says(exchange)}
    if exchange.others_change_nothing:
        lines["others"] = _others(exchange)
    lines |= {"now": said("Now these {count}.", count=Extent(exchange.report(exchange.ours, True), None))}
    lines |= {"after": _after(exchange), "count": _count(exchange), "where": _where(trace, exchange)}
    return lines


def _both(exchange: Exchange) -> Said:
    if exchange.roster.tells:
        return said("We have a suspect. Now the proof. | Here is the machine at work on both sentences at once.")
    return said("Is there one place that knows? | Here is the machine at work on both sentences at once.")


def _says(exchange: Exchange) -> Said:
    report = exchange.report(exchange.ours, False)
    return said(
        "At the last word, head {head} of layer {layer} reports {count} numbers. | It has nothing else to say.",
        head=exchange.ours.head_claim,
        layer=exchange.ours.layer_claim,
        count=Extent(report, None),
        holds={"nothing else": report.shape == (exchange.trace.size("K").value,)},
    )


def _others(exchange: Exchange) -> Said:
    return said(
        "First we take what another head says about “{word}”, | and put it into the other run. | "
        "Nothing. Another one. Nothing. | And so with the rest: not one word changes.",
        word=exchange.pair.second.words[exchange.pair.second.predicate],
        holds={"Nothing": exchange.others_change_nothing, "not one word changes": exchange.others_change_nothing},
    )


def _after(exchange: Exchange) -> Said:
    pair, after = exchange.pair, exchange.written(exchange.ours)
    first = pair.first
    pronoun = after[first.pronoun] if first.pronoun < len(after) else after[-1]
    values: dict[str, Any] = {"pronoun": pronoun}
    if exchange.flips and not exchange.agrees:
        return said(
            "“{pronoun}”. | In this run, the {noun} is {predicate}.",
            noun=first.words[pair.second.referent],
            predicate=first.words[first.predicate],
            **values,
        )
    if exchange.flips:
        return said(
            "“{pronoun}”. | And look: the last word agrees, “{agrees}”. | In this run, the {noun} is {predicate}.",
            agrees=after[-1],
            noun=first.words[pair.second.referent],
            predicate=first.words[first.predicate],
            holds={"agrees": exchange.agrees},
            **values,
        )
    return said("The machine now writes “{pronoun}”.", **values)


def _count(exchange: Exchange) -> Said:
    values: dict[str, Any] = {"pairs": Measured(exchange.pairs), "moved": Measured(exchange.moved)}
    if exchange.always_works:
        return said(
            "We tried it with {pairs:.0f} pairs of sentences | that the machine had never seen. | "
            "It worked {moved:.0f} times.",
            holds={"never seen": exchange.is_unseen},
            **values,
        )
    return said(
        "We tried it with {pairs:.0f} pairs of new sentences. | "
        "It worked {moved:.0f} times: this head is not the place.",
        holds={"not the place": not exchange.always_works},
        **values,
    )


def learned_by(trace: Trace, exchange: Exchange) -> Reckoned:
    """How many learned numbers a head has: three tables from the model's width to its own, and one back."""
    return Reckoned("four tables", four_tables, (trace.size("D"), trace.size("K")))


def four_tables(wide: float, narrow: float) -> float:
    """The numbers in W_Q, W_K, W_V and a head's part of W_O."""
    return 4 * wide * narrow


def _where(trace: Trace, exchange: Exchange) -> Said:
    if exchange.always_works and exchange.flips:
        return said(
            "So this is where. | One head, {learned:,.0f} learned numbers, | finds out what “it” is, | "
            "and says it in {count}.",
            learned=learned_by(trace, exchange),
            count=Extent(exchange.report(exchange.ours, True), None),
        )
    return said(
        "One head has {learned:,.0f} learned numbers. | In this machine, they do not settle it.",
        learned=learned_by(trace, exchange),
        holds={"do not settle it": not (exchange.always_works and exchange.flips)},
    )
