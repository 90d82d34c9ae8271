"""What the clip on the square root says: longer lists spread their products, softmax is swallowed, the slope goes."""

from __future__ import annotations

import numpy as np

from model.trace import Trace
from scenes.kit.claims import Cited, Measured
from scenes.kit.counts import Extent
from scenes.kit.script import Said, Script, said
from scenes.self_attention.parts.scaling_record import (
    NO_DIVISION,
    PAPER,
    SHOWN,
    factor,
    nudged,
    record_of,
    steps_to_level,
)

A_LOT, NOTHING = 0.99, 0.005  # a share that has swallowed the ruler; a change that nobody sees
AS_GOOD = 0.005  # shares of right sentences that are this near count as equal


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    record = record_of(trace)
    lines = {
        "why": said("Why this square root? | Try it with random numbers."),
        "lists": said(
            "Take a query and a key of {n} numbers, | and their dot product.", n=Measured(record["width"][0])
        ),
        "rain": said(
            "Do it again, {samples:,.0f} times. | How far do they spread?",
            samples=Measured(record["samples"]),
        ),
        **{f"longer {i}": _longer(trace, i) for i in range(1, SHOWN)},
        "root": _root(trace),
        "softmax": _softmax(trace),
        "stalls": _stalls(trace),
        "slope": _slope(trace),
        "divide": _divide(trace),
        "alike": _alike(trace),
        "own": said("And our own head? | Its numbers are not random. They were learned."),
    }
    if trace.has(NO_DIVISION):
        lines["without"] = _without(trace)
    return {**lines, "lengths": _lengths(trace)}


def _doubles(trace: Trace, place: int) -> bool:
    spreads = record_of(trace)["before.std"].values
    return bool(abs(spreads[place] / spreads[place - 1] - 2.0) < 0.1)


def _longer(trace: Trace, place: int) -> Said:
    width = Measured(record_of(trace)["width"][place])
    if place == 1:
        return said("Lists of {n}: | the spread doubles.", n=width, holds={"doubles": _doubles(trace, place)})
    return said("Lists of {n}: | it doubles again.", n=width, holds={"doubles again": _doubles(trace, place)})


def _root(trace: Trace) -> Said:
    widths, spreads = (record_of(trace)[name].values[:SHOWN] for name in ("width", "before.std"))
    root = bool(np.allclose(spreads / np.sqrt(widths), 1.0, atol=0.02))
    return said(
        "{times:.0f} times the length, double the spread. | That is a square root.",
        times=factor(trace),
        holds={"double": all(_doubles(trace, i) for i in range(1, SHOWN)), "square root": root},
    )


def _softmax(trace: Trace) -> Said:
    record = record_of(trace)
    drawn = record["before.weights"].values[:SHOWN].max(axis=1)
    mean = record["before.largest"].values[:SHOWN]
    return said(
        "Now put {keys} such scores through a softmax. | The longer the lists, | the more one word takes all.",
        keys=Extent(record["before.weights"], 1),
        holds={
            "longer": (np.diff(mean) > 0).all(),
            "the more": (np.diff(drawn) > 0).all(),
            "takes all": drawn[-1] > A_LOT,
        },
    )


def _stalls(trace: Trace) -> Said:
    record = record_of(trace)
    last = SHOWN - 1
    change = np.abs(nudged(record, last).values - record["before.weights"].values[last]).max()
    return said(
        "And then learning stalls. | When one word has it all, | nudging its score changes almost nothing.",
        holds={"has it all": record["before.weights"].values[last].max() > A_LOT, "almost nothing": change < NOTHING},
    )


def _slope(trace: Trace) -> Said:
    record = record_of(trace)
    change = np.abs(nudged(record, 0).values - record["before.weights"].values[0]).max()
    slopes = record["before.slope"].values[:SHOWN]
    return said(
        "With the shortest lists, a nudge still tells. | How much it changes is called the slope. | "
        "And learning follows the slope: | no slope, no learning.",
        holds={"still tells": change > 10 * NOTHING and slopes[0] > slopes[-1]},
    )


def _divide(trace: Trace) -> Said:
    record = record_of(trace)
    before, after = (record[f"{when}.slope"].values[:SHOWN] for when in ("before", "after"))
    return said(
        "So divide each score by the square root of the length. | And the slope is back.",
        holds={"the slope is back": (after > before).all() and float(np.ptp(after)) < 0.1 * after.mean()},
    )


def _alike(trace: Trace) -> Said:
    after = record_of(trace)["after.std"].values[:SHOWN]
    alike = float(np.ptp(after)) < 0.05 * float(after.mean())
    return said("However long the lists, they now spread alike.", holds={"alike": alike})


def _without(trace: Trace) -> Said:
    record = trace.scope(NO_DIVISION)
    without, whole = (record[name].item() for name in ("exact", "exact.whole"))
    later = steps_to_level(trace)
    slower = later is not None and later[0].value > later[1].value
    as_good = abs(whole - without) <= AS_GOOD
    if as_good and slower:
        return said(
            "Trained without the division, this machine ends up just as good. | It only learns a little later.",
            holds={"just as good": as_good, "only": as_good, "later": slower},
        )
    if as_good:
        return said(
            "Trained without the division, | this machine ends up just as good.", holds={"just as good": as_good}
        )
    if slower:
        return said(
            "Trained without the division, this machine learns later. | "
            "Of new sentences it gets {without:.0%} right. | With it, {whole:.0%}.",
            without=Measured(record["exact"]),
            whole=Measured(record["exact.whole"]),
            holds={"later": slower},
        )
    return said(
        "Trained without the division, it gets {without:.0%} of new sentences right. | With it, {whole:.0%}.",
        without=Measured(record["exact"]),
        whole=Measured(record["exact.whole"]),
    )


def _lengths(trace: Trace) -> Said:
    ours, theirs = trace.size("K"), Cited(PAPER, "d_k base")
    if ours.value < theirs.value:
        return said(
            "Its lists are only {d_k} long. | In the Transformer of {year}, they were {theirs:.0f}.",
            d_k=ours,
            year=Cited(PAPER, "year"),
            theirs=theirs,
            holds={"only": ours.value < theirs.value},
        )
    return said(
        "Its lists are {d_k} long. | In the Transformer of {year}, they were {theirs:.0f}.",
        d_k=ours,
        year=Cited(PAPER, "year"),
        theirs=theirs,
    )
