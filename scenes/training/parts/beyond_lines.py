"""What the clip on today's models says: how the machine was cut, what the pieces learn from, how they are tuned."""

from __future__ import annotations

from typing import Any

from model.trace import END, Trace
from scenes.kit.claims import Cited, Measured
from scenes.kit.counts import Fact, Reckoned
from scenes.kit.script import Said, Script, said

RECORD = "experiments/fine_tuning"
GPT, TEXT_TO_TEXT = "brown2020", "raffel2020"
NAMED, FIVE = Cited(GPT, "number in the name"), Cited(TEXT_TO_TEXT, "number in the name")
READ, LAYERS, BILLIONS = (Cited(GPT, name) for name in ("billion tokens", "layers", "billion parameters"))


def lines_about(trace: Trace) -> Script:
    """The lines of the clip; those on the new word are about what the bundle's own model did with it."""
    return {
        "cut": said("Is this how ChatGPT works? | Let’s take the machine apart."),
        "kinds": said(
            "The side that reads became BERT, | and finds answers. | The side that writes became GPT. | "
            "Both together, T{five}, | which translates and sums up.",
            five=FIVE,
        ),
        "hide": said(
            "They learn without translations. | Hide a word, or the next word, and guess it: | "
            "the answer stands in the text. | That is pre-training."
        ),
        "text": said(
            "Many words are rare, | so it takes a great deal of text. | GPT-{three} read {read} billion tokens.",
            three=NAMED,
            read=READ,
        ),
        "never": _never(trace),
        "few": said(
            "Show it {few:.0f} sentences with that word. | The word has {count:.0f} numbers of its own, | "
            "and only they are trained.",
            few=Measured(trace[f"{RECORD}/handful"]),
            count=Measured(trace[f"{RECORD}/trained"]),
            holds={"only they are trained": rows_are_trained(trace)},
        ),
        "after": _after(trace),
        "layers": said(
            "And GPT-{three} is the side that writes: | the kinds of parts that you have seen. | "
            "Ours has {ours:.0f} layers. | GPT-{named} has {layers}, | and {billions} billion numbers.",
            three=NAMED,
            named=NAMED,
            ours=own_layers(trace),
            layers=LAYERS,
            billions=BILLIONS,
        ),
        "chat": said(
            "ChatGPT came from this family, | tuned on answers that people wrote and ranked. | So, at heart: yes."
        ),
    }


def new_word(trace: Trace) -> tuple[str, str]:
    """The new word in English and in French."""
    english, french = trace.words[f"{RECORD}/new"]
    return english, french


def written(trace: Trace, moment: str) -> tuple[str, ...]:
    """What the model wrote about the new word ``before`` or ``after`` the lessons, without the end."""
    return tuple(word for word in trace.words[f"{RECORD}/written.{moment}"] if word != END)


def rows_are_trained(trace: Trace) -> bool:
    """Whether as many numbers are trained as the word's rows in both tables have."""
    rows = sum(trace[f"{RECORD}/{side}.before"].values.size for side in ("source", "target"))
    return trace[f"{RECORD}/trained"].item() == rows


def own_layers(trace: Trace) -> Reckoned:
    """How many layers this model has on both sides."""
    sides = tuple(Fact.of(trace, "config", f"{side}_layers") for side in ("encoder", "decoder"))
    return Reckoned("layers of both sides", _both, sides)


def _both(one: float, other: float) -> float:
    return one + other


def _never(trace: Trace) -> Said:
    english, french = new_word(trace)
    came, reference = written(trace, "before"), trace.words[f"{RECORD}/reference"]
    met = english in trace.words["source_vocabulary"]
    values: dict[str, Any] = {"word": english}
    if french not in came and len(came) >= len(reference):
        return said(
            "Fine-tuning builds on that. | Our machine has never met the word “{word}”, | "
            "and writes another in its place.",
            holds={"never met": not met, "another in its place": french not in came},
            **values,
        )
    if french not in came:
        return said(
            "Fine-tuning builds on that. | Our machine has never met the word “{word}”, | and leaves it out.",
            holds={"never met": not met, "leaves it out": french not in came},
            **values,
        )
    if came != reference:
        return said(
            "Fine-tuning builds on that. | Our machine has never met the word “{word}”, | "
            "and its sentence comes out wrong.",
            holds={"never met": not met, "wrong": came != reference},
            **values,
        )
    return said(
        "Fine-tuning builds on that. | Our machine has never met the word “{word}”, | "
        "and yet this sentence comes out right.",
        holds={"never met": not met, "right": came == reference},
        **values,
    )


def _after(trace: Trace) -> Said:
    before, after = (Measured(trace[f"{RECORD}/share.{moment}"]) for moment in ("before", "after"))
    if before.value == 0 and after.value > before.value:
        return said(
            "Before, no new sentence with “{word}” came out right. | Now {after:.0%} of them do.",
            word=new_word(trace)[0],
            after=after,
            holds={"no new sentence": before.value == 0},
        )
    return said(
        "Before, {before:.0%} of new sentences with “{word}” came out right. | Now {after:.0%} do.",
        word=new_word(trace)[0],
        before=before,
        after=after,
    )
