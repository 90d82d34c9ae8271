"""What the clip on add and norm says: reports are added, sums are brought to size, and what it is without adding."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.script import Said, Script, said
from scenes.positional_ffn.parts.add_norm_rows import Followed, Melting, is_varied, varied_step


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    followed, melting = Followed(trace), Melting(trace)
    return {
        "reported": said("The heads have reported to “{word}”. | What becomes of that?", word=followed.word),
        "added": _added(followed),
        "named": said("This is called a residual connection."),
        "sizes": _sizes(trace),
        "norm": said("A learned gain and bias may stretch it again. | This is layer normalization."),
        "drift": _drift(followed),
        "small": said(
            "A machine as small as ours would get by. | "
            "Trained without the norm, | it gets {exact:.0%} of new sentences right.",
            exact=followed.exact_without_norm,
        ),
        "matter": said(
            "And does the adding matter? | Here are our words before any training, | as they leave the encoder."
        ),
        "alone": said("Now leave it out. | Each report takes the place of its word."),
        "melted": _melted(melting),
        "trained": _trained(melting),
        "blame": _blame(melting),
    }


def _added(followed: Followed) -> Said:
    if followed.listens and followed.stays_itself:
        return said(
            "It is added. | “{word}” is not replaced: | it is still “{word}”, | and now carries something of “{noun}”.",
            word=followed.word,
            noun=followed.noun,
            holds={"still": followed.stays_itself, "something of": followed.listens},
        )
    if followed.stays_itself:
        return said(
            "It is added. | “{word}” is not replaced: | it is still “{word}”, | and carries what it has heard.",
            word=followed.word,
            holds={"still": followed.stays_itself},
        )
    return said(
        "It is added. | “{word}” is not replaced: | its numbers stay, | and carry what it has heard.",
        word=followed.word,
    )


def _sizes(trace: Trace) -> Said:
    step = varied_step(trace)
    if is_varied(trace, step):
        return said(
            "But such sums come in all sizes. | So each is brought back: | mean zero, deviation one, | "
            "every word for itself.",
            holds={"all sizes": is_varied(trace, step)},
        )
    return said(
        "Then each sum is brought to one size: | mean zero, deviation one, | every word for itself.",
    )


def _drift(followed: Followed) -> Said:
    if followed.only_spreads and followed.ends_wider:
        return said(
            "Why? So that adding and adding does not make the numbers drift. | "
            "Without the norm, “{word}” only spreads, | addition by addition.",
            word=followed.word,
            holds={"only": followed.only_spreads},
        )
    if followed.ends_wider:
        return said(
            "Why? So that adding and adding does not make the numbers drift. | "
            "Without the norm, “{word}” ends wider than it began.",
            word=followed.word,
            holds={"wider": followed.ends_wider},
        )
    return said(
        "Why? So that adding and adding does not make the numbers drift. | With the norm, each sum comes back to size."
    )


def _melted(melting: Melting) -> Said:
    if melting.melts:
        return said(
            "They are all alike. | The sentence has melted into one word.",
            holds={"all alike": melting.melts, "melted": melting.melts},
        )
    if melting.comes_closer:
        return said("They are more alike than before.", holds={"more alike": melting.comes_closer})
    return said("Here that makes little difference.", holds={"little": not melting.comes_closer})


def _trained(melting: Melting) -> Said:
    if melting.pulled_apart and melting.never_right:
        return said(
            "Training pulls such words apart again, but never far enough: | not one new sentence comes out right.",
            holds={"never": melting.never_right, "not one": melting.never_right, "apart": melting.pulled_apart},
        )
    return said(
        "Trained without the addition, | it gets {exact:.0%} of new sentences right.",
        exact=melting.recorded("exact", 1),
    )


def _blame(melting: Melting) -> Said:
    if melting.bypass_helps:
        return said(
            "The blame, too, comes back along this bypass. | With so few layers, that gains little. | "
            "With many, it keeps the blame from fading.",
            holds={"gains": melting.bypass_helps},
        )
    return said(
        "The blame, too, comes back along this bypass. | Here that gains nothing. | "
        "With many layers, it keeps the blame from fading.",
        holds={"nothing": not melting.bypass_helps},
    )
