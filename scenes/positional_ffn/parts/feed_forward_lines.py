"""What the clip on feed-forward says: wide, cut off at zero, narrow again; some numbers have a name, most have none."""

from __future__ import annotations

from typing import Any

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said
from scenes.positional_ffn.parts.feed_forward_neurons import (
    RECORD,
    FalseTrail,
    LivingNeuron,
    WordNeuron,
    false_trail,
    living_neuron,
    meanings,
    meanings_found,
    melts_without_the_cut,
    serves_every_word,
    share_of_all,
    word_neuron,
)

MOST = 0.5


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    found, living, trail = word_neuron(trace), living_neuron(trace), false_trail(trace)
    neuron = found.neuron
    lines: dict[str, Said] = {
        "alone": said(
            "Attention mixes the words. | The next block takes each word alone. | It is called feed-forward."
        ),
        "column": said(
            "Take “{word}”, and one column of a matrix. | Multiply in pairs, | and add them up to a number.",
            word=found.called,
        ),
        "columns": said("There are {wide} columns, | and each makes a number.", wide=trace.size("F")),
        "floor": said("Then zero becomes a floor, | and what lies below it drops away. | This is called the ReLU."),
        "why": said(
            "Why the cut? | Without it, both matrices would melt into a single one.",
            holds={"a single one": melts_without_the_cut(trace, neuron)},
        ),
        "back": said(
            "A second matrix makes {narrow} of them again: | a report, which is added to the word.",
            narrow=trace.size("D"),
        ),
        "everywhere": _everywhere(trace, found),
        "living": _living(living),
        "answers": _answers(trace, found),
    }
    if trail is not None:
        lines["place"] = _place(trail)
        lines["no"] = _no(trail)
    return {**lines, "names": _names(trace)}


def _everywhere(trace: Trace, found: WordNeuron) -> Said:
    same, share = serves_every_word(trace, found.neuron), share_of_all(trace)
    if share > MOST:
        return said(
            "The same matrices serve every word. | Most of what the machine has learned is in blocks like this.",
            holds={"same": same, "Most": share > MOST},
        )
    return said("The same matrices serve every word, | wherever it stands.", holds={"same": same})


def _living(living: LivingNeuron | None) -> Said:
    if living is None:
        return said("What do such numbers know? | They are called neurons, and now and then you can tell.")
    if len(living.nouns) == 1:
        return said(
            "What do they know? Now and then you can tell. | This neuron answers to living things, such as “{noun}”.",
            noun=living.nouns[0],
            holds={"answers": living.answers_to_them_alone},
        )
    values: dict[str, Any] = {f"noun_{place}": noun for place, noun in enumerate(living.nouns)}
    known = {"answers": living.answers_to_them_alone}
    if len(living.nouns) == 2:
        return said(
            "What do they know? Now and then you can tell. | "
            "This neuron answers to living things: | “{noun_0}”, | “{noun_1}”.",
            holds=known,
            **values,
        )
    return said(
        "What do they know? Now and then you can tell. | "
        "This neuron answers to living things: | “{noun_0}”, | “{noun_1}”, | “{noun_2}”.",
        holds=known,
        **values,
    )


def _answers(trace: Trace, found: WordNeuron) -> Said:
    neuron = found.neuron
    values: dict[str, Any] = {
        "unit": neuron.ordinal,
        "called": found.called,
    }
    if neuron.never_errs:
        return said(
            "And number {unit} answers to “{called}”. | In {checked} new sentences it never missed one, | "
            "and answered to nothing else.",
            checked=Measured(trace[f"{RECORD}/checked"]),
            holds={"never": neuron.never_errs, "nothing": neuron.never_errs},
            **values,
        )
    return said(
        "And number {unit} answers to “{called}”. | In new sentences it finds {recall:.0%} of them.",
        recall=neuron.recall,
        **values,
    )


def _place(trail: FalseTrail) -> Said:
    first, second = (words[noun] for words, noun in zip(trail.words, trail.nouns, strict=True))
    values: dict[str, Any] = {"it": trail.words[0][trail.it], "one": first, "other": second}
    if trail.alike:
        return said(
            "Is that our place? | Here “{it}” is the {one}, | and there the {other}. | It answers alike.",
            holds={"alike": trail.alike},
            **values,
        )
    return said(
        "Is that our place? | Here “{it}” is the {one}, | and there the {other}. | It answers to both.",
        holds={"both": all(answer.item() > 0 for answer in trail.answers)},
        **values,
    )


def _no(trail: FalseTrail) -> Said:
    return said(
        "So, no. It knows the word, | not what it stands for.",
        holds={"knows the word": all(answer.item() > 0 for answer in trail.answers)},
    )


def _names(trace: Trace) -> Said:
    searched, found = meanings(trace), meanings_found(trace)
    hidden = trace.size("F").value
    if not found.value:
        return said(
            "And most have no name. | We looked for {searched} meanings. | Not one had a sure neuron.",
            searched=searched,
            holds={"most": found.value < hidden / 2, "Not one": found.value == 0},
        )
    return said(
        "And most have no name. | We looked for {searched} meanings. | {found} of them had a neuron.",
        searched=searched,
        found=found,
        holds={"most": found.value < hidden / 2},
    )
