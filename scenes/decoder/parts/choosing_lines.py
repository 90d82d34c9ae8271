"""What the clip on choosing says: take the likeliest, let a needle fall, or keep several beginnings alive."""

from __future__ import annotations

from typing import Any

from model.trace import Trace
from scenes.decoder.parts.choosing_beam import agrees
from scenes.decoder.parts.choosing_race import FAR, Race
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent
from scenes.kit.script import Said, Script, said

NEARLY = 0.95


def _choice(race: Race) -> Said:
    first, second = race.words
    if race.moment.second >= race.shares.values[0] / 4:
        return said(
            "The machine gives shares. The choice is ours. | Take it early in its training, at step {step}, | "
            "while it still hesitates: “{first}”, or “{second}”?",
            step=race.step,
            first=first,
            second=second,
            holds={"still hesitates": race.moment.second >= race.shares.values[0] / 4},
        )
    return said(
        "The machine gives shares. The choice is ours. | Take it early in its training, at step {step}, | "
        "while it weighs “{first}” against “{second}”.",
        step=race.step,
        first=first,
        second=second,
    )


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    race = Race(trace)
    lines = {
        "choice": _choice(race),
        "greedy": said(
            "Just take the likeliest: | that is greedy decoding.",
            holds={"likeliest": race.shares.values[0] >= race.moment.shares.values.max()},
        ),
        "needle": said("Or drop a needle on this ruler. | The piece that it hits is the word: | this is sampling."),
        "tally": _tally(race),
        "heat": _heat(race),
        "drawn": said("Now the trained machine draws whole sentences. | First cold. | Then plain. | And then hot."),
        "exact": _exact(race),
        "beam": said(
            "Or keep {width} beginnings alive, and see which one ends ahead: | that is beam search. | "
            "Probabilities multiply, so their logarithms add up, | and what lags behind is dropped.",
            width=Measured(trace["search/beam.width"]),
        ),
        "ends": _ends(trace),
    }
    if race.trained is not None:
        lines["settled"] = _settled(race)
    return lines


def _tally(race: Race) -> Said:
    values: dict[str, Any] = {"count": Extent(race.needles, None), "second": race.words[1]}
    hits, strays = race.count(1).value, race.count(2).value
    if hits and strays:
        return said(
            "Drop {count} of them. | Some hit “{second}”, | and some hit another word altogether.",
            holds={"Some hit": hits > 0, "another word": strays > 0},
            **values,
        )
    if hits:
        return said(
            "Drop {count} of them. | Some of them hit “{second}”.",
            holds={"Some of them": hits > 0},
            **values,
        )
    return said(
        "Drop {count} of them. | This time, none hits “{second}”.",
        holds={"none": hits == 0},
        **values,
    )


def _heat(race: Race) -> Said:
    cold, _, hot = (race.at(race.record["temperature"][place]).values for place in race.temperatures)
    plain = race.shares.values
    return said(
        "A temperature cuts the ruler anew before the needle drops. | Cold: the largest piece grows. | "
        "Hot: it shrinks, and rare words get their chance.",
        holds={"grows": cold[0] > plain[0], "shrinks": hot[0] < plain[0], "rare words": hot[2] > plain[2]},
    )


def _exact(race: Race) -> Said:
    exact = race.record["exact"]
    cold, plain, hot = (exact[place] for place in race.temperatures)
    values: dict[str, Any] = {"sentences": Measured(race.record["sentences"]), "plain": plain}
    if cold.item() >= NEARLY and hot.item() == 0.0:
        return said(
            "Of {sentences:,.0f} new sentences, cold needles get nearly all right. | Plain ones get {plain:.0%}, | "
            "and hot ones none.",
            holds={"nearly all": cold.item() >= NEARLY, "none": hot.item() == 0.0},
            **values,
        )
    return said(
        "Of {sentences:,.0f} new sentences, cold needles get {cold:.0%} right. | Plain ones get {plain:.0%}, | "
        "and hot ones {hot:.0%}.",
        cold=cold,
        hot=hot,
        **values,
    )


def _ends(trace: Trace) -> Said:
    if agrees(trace):
        return said(
            "For this sentence, both ways end alike: | the beam writes what greedy decoding writes.",
            holds={"both ways end alike": agrees(trace)},
        )
    return said(
        "For this sentence, the beam ends elsewhere than greedy decoding.",
        holds={"elsewhere": not agrees(trace)},
    )


def _settled(race: Race) -> Said:
    assert race.trained is not None
    values: dict[str, Any] = {"word": race.words[race.winner]}
    share = float(race.trained.values[race.winner])
    if race.is_settled and race.is_about_it:
        return said(
            "Once trained, “{word}” is far ahead, however you choose. | It was settled before. | Where?",
            holds={"far ahead": share >= FAR, "settled": race.is_settled},
            **values,
        )
    if share >= FAR and not race.is_settled:
        return said(
            "And where its training ends, | “{word}” is far ahead, and that is wrong.",
            holds={"far ahead": share >= FAR, "wrong": not race.is_settled},
            **values,
        )
    if share >= FAR:
        return said(
            "Once trained, “{word}” is far ahead, | however you choose.",
            holds={"far ahead": share >= FAR},
            **values,
        )
    return said(
        "And where its training ends, | “{word}” is the likelier word.",
        holds={"likelier": share >= float(race.trained.values[:2].min())},
        **values,
    )
