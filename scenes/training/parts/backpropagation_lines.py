"""What the clip on backpropagation says: a mistake runs back, a row is told to look elsewhere, one step is taken."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.script import Said, Script, said
from scenes.training.parts.backpropagation_guess import Guess

SURE = 0.9  # of a unit: a word that is asked for gets no more


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, about the bundle's own pair of sentences."""
    guess = Guess(trace)
    return {
        "stop": _stop(guess),
        "slope": _slope(guess),
        "back": _back(guess),
        "row": _row(guess),
        "ask": _ask(guess),
        "less": said(
            "So the slope says: | look less at “{word}”.",
            holds={"less": guess.pushes.values[guess.steepest] < 0},
            word=guess.source[guess.steepest],
        ),
        "zero": said("A row is one unit. | What “{word}” loses, others gain.", word=guess.source[guess.steepest]),
        "matrix": said(
            "Carried on through the keys, and gathered over the words, | it tells the query matrix how to change."
        ),
        "step": _step(guess),
        "louder": _louder(guess),
        "twin": _twin(guess),
        "again": said("One step is a push. | To know takes many of them, over many sentences."),
    }


def _stop(guess: Guess) -> Said:
    if guess.is_wrong:
        return said(
            "Stop the training at step {step:.0f}. | “{right}” was asked, | and the machine says “{other}”.",
            step=guess.step,
            right=guess.right,
            other=guess.other,
        )
    return said(
        "Stop the training at step {step:.0f}. | “{right}” was asked, | and the machine is not sure of it.",
        holds={"not sure": guess.said(guess.right).item() < SURE},
        step=guess.step,
        right=guess.right,
    )


def _slope(guess: Guess) -> Said:
    values = {"right": guess.right, "other": guess.other}
    if guess.is_far_off:
        return said(
            "Take what was said, less what was asked. | “{other}” was far too loud, “{right}” far too soft. | "
            "That difference is the first slope.",
            holds={"less": guess.is_difference, "far too": guess.is_far_off},
            **values,
        )
    return said(
        "Take what was said, less what was asked, | for “{other}” and for “{right}”. | "
        "That difference is the first slope.",
        holds={"less": guess.is_difference},
        **values,
    )


def _back(guess: Guess) -> Said:
    if guess.arrives:
        return said(
            "It runs back against every wire: | through the decoder, over the bridge, down to the first words. | "
            "That is backpropagation. And it arrives.",
            holds={"every": guess.arrives, "it arrives": guess.arrives},
        )
    return said(
        "It runs back against the wires: | through the decoder, over the bridge, down to the first words. | "
        "That is backpropagation."
    )


def _row(guess: Guess) -> Said:
    values = {"asks": guess.source[guess.asks], "word": guess.source[guess.largest]}
    most = {"most": guess.weights("before").values.argmax() == guess.largest}
    if guess.will_know and all(most.values()):
        return said(
            "Look into the head that will know, at the row of “{asks}”. | At this step, it looks most at “{word}”.",
            holds={"will know": guess.will_know, **most},
            **values,
        )
    return said(
        "Look into one of the heads, at the row of “{asks}”. | At this step, “{word}” has a large share.",
        holds={"large": guess.weights("before").values[guess.largest] > 1.0 / len(guess.source)},
        **values,
    )


def _ask(guess: Guess) -> Said:
    slopes, word = guess.slopes.values, guess.source[guess.steepest]
    costs = dict.fromkeys(("larger", "more", "yes"), slopes[guess.steepest] > 0)
    if slopes.argmax() == guess.steepest:
        return said(
            "Were one of its scores a little larger, would the whole sentence cost more? | "
            "For “{word}”: yes, most of all.",
            holds={**costs, "most of all": slopes.argmax() == guess.steepest},
            word=word,
        )
    return said(
        "Were one of its scores a little larger, would the whole sentence cost more? | For “{word}”: yes.",
        holds=costs,
        word=word,
    )


def _step(guess: Guess) -> Said:
    if guess.looks_less:
        return said(
            "From many sentences at once, | an optimiser called Adam makes one step. | "
            "“{asks}” looks less at “{word}”.",
            holds={"many": guess.record["batch"].item() > 1, "less": guess.looks_less},
            asks=guess.source[guess.asks],
            word=guess.source[guess.steepest],
        )
    return said(
        "From many sentences at once, | an optimiser called Adam makes one step. | Here is the row after it.",
        holds={"many": guess.record["batch"].item() > 1},
    )


def _louder(guess: Guess) -> Said:
    if guess.helps:
        return said(
            "And “{right}” is louder, “{other}” softer.",
            holds={"louder": guess.helps, "softer": guess.helps},
            right=guess.right,
            other=guess.other,
        )
    return said("And this is what it says now, | of “{right}” and “{other}”.", right=guess.right, other=guess.other)


def _twin(guess: Guess) -> Said:
    if guess.misleads:
        return said(
            "Has it understood? Ask about the other sentence. | "
            "“{right}” is louder there, too, | and there it is wrong.",
            holds={"louder there, too": guess.misleads, "wrong": guess.misleads},
            right=guess.right,
        )
    return said("And the other sentence? | There, “{other}” is asked, | and this is what it says.", other=guess.other)


__all__ = ["lines_about"]
