"""What the clip on the map says: one side of the machine reads, the other writes, and the second alone is GPT."""

from __future__ import annotations

from model.trace import END, Trace
from scenes.kit.mobjects.model_map import blocks_of
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip, about the sentence that the machine translates."""
    return {
        "sides": said(
            "Here is the machine from outside. | It is called a Transformer. | One side reads. | The other side writes."
        ),
        "reads": said(
            "The side that reads is the encoder. | Each English word becomes a list of numbers, | "
            "{width} of them here, marked with its place.",
            width=trace.size("D"),
        ),
        "looks": said("Layer by layer, the words look at each other, | and their numbers change."),
        "bridge": said("What comes out crosses a bridge | to the decoder, which writes the French."),
        "writes": said("It looks at what it has written so far, | looks across the bridge, | and names the next word."),
        "again": _again(trace),
        "parts": _parts(trace),
        "apart": said("Now take away the side that reads. | Take away the bridge."),
        "left": said("What is left is a side that writes, word by word. | That is the plan of GPT."),
        "promise": said(
            "And one promise. | The numbers you will see are real: | "
            "read out of this machine while it works on this sentence, | or out of a source that we name."
        ),
    }


def _again(trace: Trace) -> Said:
    if trace.target[-1] == END:
        return said(
            "It takes that word in, and does it again, | until it names the end.",
            holds={"until it names the end": trace.target[-1] == END},
        )
    return said(
        "It takes that word in, and does it again, | until we stop it: it never names the end.",
        holds={"never": END not in trace.target},
    )


def kinds_of(trace: Trace) -> tuple[str, ...]:
    """The kinds of blocks of the model in the order in which a signal meets them first."""
    return tuple(dict.fromkeys(name.rpartition(".")[2] for name in blocks_of(trace)))


def _parts(trace: Trace) -> Said:
    count, kinds = len(blocks_of(trace)), len(kinds_of(trace))
    return said(
        "Inside are only a few kinds of parts, | and they come back again and again.",
        holds={"only": kinds < count, "again and again": kinds < count},
    )
