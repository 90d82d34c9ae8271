"""What the clip on the whole layer says: a word's way through it, and what the word knows when it leaves."""

from __future__ import annotations

from typing import Any

from model.trace import Trace
from scenes.kit.claims import Cited
from scenes.kit.counts import Fact
from scenes.kit.script import Said, Script, said
from scenes.positional_ffn.parts.layer_neighbours import PRONOUNS, Neighbours

PAPER = "vaswani2017"


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    found = Neighbours(trace)
    same_shape = found.row(1, 0).shape == found.row(1, 1).shape
    lines = {
        "comes": said("Now put everything together. | “{word}” comes in.", word=found.word),
        "heads": said("The heads look around, and report. | The report is added, and the sum is brought to size."),
        "alone": said("Then the word works alone, and reports again. | Added, and brought to size."),
        "shape": said(
            "What comes out has the same shape as what went in. | "
            "So another layer can follow, with numbers of its own.",
            holds={"same": same_shape},
        ),
        "stack": said(
            "Our encoder has {here} layers. | The first Transformer had {six}, | and as many in its decoder.",
            here=Fact.of(trace, "config", "encoder_layers"),
            six=Cited(PAPER, "layers base"),
        ),
        "but": _but(found),
        "entrance": said(
            "At the entrance, these rows are the same, to the last digit.", holds={"same": found.begin_equal}
        ),
        "exit": said("And at the exit?"),
        "parted": _parted(found),
    }
    if (written := _written(found)) is not None:
        lines["written"] = written
    lines["context"] = _context(found)
    return lines


def _context(found: Neighbours) -> Said:
    if found.turns_away:
        return said(
            "The word has taken in | what it needs to know about its noun. | That is what context means here.",
            holds={"taken in": found.turns_away},
        )
    return said("What a word takes in from the others | is what context means here.")


def _but(found: Neighbours) -> Said:
    one, two, three = found.nouns
    values: dict[str, Any] = {"word": found.word, "one": one, "two": two, "three": three}
    if found.changes:
        return said(
            "But it is not the same word any more. | Take “{word}” from sentences that differ in one noun: | "
            "“{one}”, | “{two}”, | “{three}”.",
            holds={"not the same word any more": found.changes},
            **values,
        )
    return said(
        "Is it still the word that came in? | Take “{word}” from sentences that differ in one noun: | "
        "“{one}”, | “{two}”, | “{three}”.",
        **values,
    )


def _parted(found: Neighbours) -> Said:
    one, two, three = found.nouns
    values: dict[str, Any] = {"one": one, "two": two, "three": three}
    if found.stays_alike and found.turns_away:
        return said(
            "With “{one}” and “{two}”, it is still alike. | With “{three}”, it has turned away.",
            holds={"alike": found.stays_alike, "turned away": found.turns_away},
            **values,
        )
    if found.stays_alike:
        return said(
            "With “{one}”, “{two}” or “{three}”: | it leaves almost alike. | This word takes little from its noun.",
            holds={"almost alike": found.stays_alike and not found.turns_away},
            **values,
        )
    return said(
        "With “{one}” it has moved a little, | with “{three}” it has moved too.",
        one=one,
        three=three,
        holds={"moved": not found.stays_alike},
    )


def _written(found: Neighbours) -> Said | None:
    """What is written of the odd one out, where that is another word."""
    if found.written is None or not found.turns_away:
        return None
    _, own, other = found.written
    three = found.nouns[2]
    differ = {"And where": own != other}
    if str(own) in PRONOUNS:
        return said(
            "And where it is the {three}, | the machine writes “{other}”, not “{own}”.",
            three=three,
            other=other,
            own=own,
            holds=differ,
        )
    return said(
        "And where it is the {three}, | the machine writes “{other}”, and not “{own}”.",
        three=three,
        other=other,
        own=own,
        holds=differ,
    )
