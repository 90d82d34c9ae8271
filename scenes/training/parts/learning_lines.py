"""What the clip on learning says: it guesses what "it" is, and then, within a few steps, it knows."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.claims import Measured
from scenes.kit.script import Said, Script, said
from scenes.training.parts.learning_diary import NEAR, Diary


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, about the bundle's own training run."""
    diary = Diary(trace)
    lines = {
        "random": said("Before training its numbers are random, | and so is what it writes."),
        "nudges": said(
            "Each step shows it a batch of sentences with their translations, | "
            "and nudges its numbers away from its mistakes."
        ),
        "words": said("After {step:.0f} steps, it has found some French.", step=diary.step(diary.some_words)),
        "sentence": said(
            "After {step:.0f}, a sentence. | But it is not yet ours.",
            step=diary.step(diary.a_sentence),
            holds={"not yet": not diary.is_right(diary.a_sentence)},
        ),
        "right": said(
            "At step {step:.0f}, every word is right. | Or is that luck?",
            step=diary.step(diary.first_right),
            holds={"every word": diary.is_right(diary.first_right)},
        ),
        "flicker": _flicker(diary),
        "blind": _blind(diary),
    }
    if diary.turn is None:
        return {**lines, "end": _no_turn(diary)}
    return {**lines, "turn": _turn(diary), "row": _row(diary), "nobody": _nobody(diary)}


def _flicker(diary: Diary) -> Said:
    if diary.flips >= 4:
        return said(
            "Now watch its pronoun, step by step. | It flickers. It is guessing.", holds={"flickers": diary.flips >= 4}
        )
    return said("Now watch its pronoun, step by step.")


def _blind(diary: Diary) -> Said:
    if diary.is_blind:
        return said(
            "Over new sentences it is right about as often as you would be, | "
            "pointing at one of the nouns with your eyes shut.",
            holds={"about as often": diary.is_blind},
        )
    return said(
        "With your eyes shut, pointing at one of the nouns, | you would be right in {blind:.0%} of new sentences.",
        blind=Measured(diary.record["blind_pronoun.diary"]),
    )


def _turn(diary: Diary) -> Said:
    turn = diary.turn or 0
    before = diary.record["pronoun"][turn - 2]
    blind = diary.record["blind_pronoun.diary"].item()
    return said(
        "Then watch. | Step {one:.0f} … {two:.0f} … {three:.0f}. | {share:.0%}.",
        one=diary.step(turn - 2),
        two=diary.step(turn - 1),
        three=diary.step(turn),
        share=diary.record["pronoun"][turn],
        holds={"Then": before.item() < blind + NEAR},
    )


def _row(diary: Diary) -> Said:
    turn = diary.turn or 0
    noun = diary.source[diary.referent]
    late = diary.weights(diary.shown[-1]).values
    early = diary.weights(early_row(diary)).values
    values = {"query": diary.source[diary.asks], "noun": noun}
    if early[diary.referent] < 0.1 and late[diary.referent] > 0.8:
        return said(
            "Here is the row of “{query}”. | It had passed over “{noun}”, | and now it sees little else.",
            holds={
                "had passed over": early[diary.referent] < 0.1,
                "now it sees little else": late[diary.referent] > 0.8,
            },
            **values,
        )
    return said(
        "Here is the row of “{query}”: | what it gave to “{noun}” before, and what it gives now.",
        holds={"now": turn > 0},
        **values,
    )


def early_row(diary: Diary) -> int:
    """The last row before the turn at which the pronoun is wrong: its attention is shown as that of before."""
    right = diary.reference[diary.pronoun_place]
    wrong = [row for row in diary.shown if row < (diary.turn or 0) and diary.pronoun(row) != right]
    return wrong[-1] if wrong else diary.shown[0]


def _nobody(diary: Diary) -> Said:
    return said(
        "Nobody showed it how. | There were only mistakes and nudges, | {step:.0f} times over.",
        step=diary.step(diary.turn or 0),
        holds={"only": diary.turn is not None},
    )


def _no_turn(diary: Diary) -> Said:
    return said(
        "In this run, up to step {step:.0f}, | it never finds out.",
        step=diary.step(diary.rows - 1),
        holds={"never": diary.turn is None},
    )
