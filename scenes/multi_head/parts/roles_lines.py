"""What the clip on the suspect says: a head's map is a clue, switching the head off is the test."""

from __future__ import annotations

from typing import Any

from model.trace import END, Trace
from scenes.kit.claims import Measured
from scenes.kit.heads import MOST, NEARLY_ALL, NOTHING, Roster
from scenes.kit.script import Said, Script, said


def lines_about(trace: Trace) -> Script:
    """The lines of the clip."""
    roster = Roster(trace)
    lines = {"heads": _heads(trace, roster), "clue": _clue(trace, roster)}
    if roster.idle is not None:
        lines["idle"] = _idle(roster)
    return {**lines, "ours": _ours(trace, roster), "count": _count(roster), "suspect": _suspect(roster)}


def _heads(trace: Trace, roster: Roster) -> Said:
    head = roster.decisive
    share = roster.share(head)
    values: dict[str, Any] = {
        "layers": roster.layers,
        "heads": roster.in_a_layer,
        "query": trace.source[roster.row],
        "noun": trace.source[roster.largest(head)],
    }
    if share >= NEARLY_ALL:
        return said(
            "{layers} layers of {heads} heads read our sentence. | One of them does something striking: | "
            "at “{query}”, it looks at “{noun}”, and almost nowhere else.",
            holds={"almost nowhere else": share >= NEARLY_ALL, "striking": share >= NEARLY_ALL},
            **values,
        )
    return said(
        "{layers} layers of {heads} heads read our sentence. | "
        "Watch head {head} of layer {layer}: | at “{query}”, its largest share goes to “{noun}”.",
        holds={"largest": share >= head.weights.values[roster.row].max()},
        head=head.head_claim,
        layer=head.layer_claim,
        **values,
    )


def _clue(trace: Trace, roster: Roster) -> Said:
    if roster.rival is None:
        return said(
            "It is tempting to say: that’s the one. | But a picture is a clue, and no proof. | So let’s experiment."
        )
    place = roster.largest(roster.decisive)
    return said(
        "It is tempting to say: that’s the one. | But a picture is a clue, and no proof. | "
        "At “{query}”, another head looks at “{noun}” as well. | So let’s experiment.",
        holds={"as well": roster.rival.weights.values[roster.row, place] >= MOST},
        query=trace.source[roster.row],
        noun=trace.source[place],
    )


def _idle(roster: Roster) -> Said:
    head = roster.idle
    assert head is not None
    nothing = not roster.count(head.condition)
    values: dict[str, Any] = {"count": Measured(roster.record["sentences"])}
    if head == roster.rival:
        return said(
            "Switch off that other one: nothing happens. | "
            "In {count:.0f} new sentences, every translation is still right.",
            holds={"nothing happens": nothing, "every": nothing},
            **values,
        )
    return said(
        "Switch off head {head} of layer {layer}: nothing happens. | "
        "In {count:.0f} new sentences, every translation is still right.",
        holds={"nothing happens": nothing, "every": nothing},
        head=head.head_claim,
        layer=head.layer_claim,
        **values,
    )


def pronouns(roster: Roster, condition: str) -> tuple[str, str]:
    """The pronoun written about the recorded sentence and about its twin, in a condition."""
    places = [int(roster.trace.facts["thread"]["roles"][scope]["pronoun"]) for scope in ("main", "twin")]
    written = [roster.written(condition, twin) for twin in (False, True)]
    first, second = (words[place] if place < len(words) else END for words, place in zip(written, places, strict=True))
    return first, second


def _ours(trace: Trace, roster: Roster) -> Said:
    before, after = pronouns(roster, NOTHING), pronouns(roster, roster.decisive.condition)
    roles = trace.facts["thread"]["roles"]
    one = roster.words("sentence")[int(roles["main"]["predicate"])]
    other = roster.words("sentence.twin")[int(roles["twin"]["predicate"])]
    if before[0] != after[0] and after[0] == after[1]:
        return said(
            "Now ours. | “{before}” becomes “{after}”. | Whether {one} or {other}, it now writes “{after}” for both.",
            holds={"becomes": before[0] != after[0], "both": after[0] == after[1]},
            before=before[0],
            after=after[0],
            one=one,
            other=other,
        )
    if before != after:
        return said(
            "Now ours. | With it, the machine writes “{before}” and “{other}”; | without it, “{after}” and “{last}”.",
            before=before[0],
            other=before[1],
            after=after[0],
            last=after[1],
        )
    return said(
        "Now ours. | In this pair, nothing changes: | “{before}” and “{after}”, as before.",
        holds={"nothing changes": before == after},
        before=after[0],
        after=after[1],
    )


def _count(roster: Roster) -> Said:
    now, before = roster.right(roster.decisive.condition), roster.right(NOTHING)
    blind = Measured(roster.record["blind_pronoun"])
    values: dict[str, Any] = {"count": Measured(roster.record["with_pronoun"]), "before": before, "now": now}
    if roster.tells:
        return said(
            "Over {count:.0f} sentences, the right pronoun falls from {before:.0%} | to {now:.0%}. | "
            "Point at one of the nouns with your eyes shut, | and you do better.",
            holds={"falls": now.value < before.value, "better": now.value < blind.value},
            **values,
        )
    return said(
        "Over {count:.0f} sentences, {before:.0%} of the pronouns are right with it, | and {now:.0%} without it.",
        **values,
    )


def _suspect(roster: Roster) -> Said:
    if roster.tells:
        return said(
            "Without this head, it does not know. | We have a suspect.",
            holds={"does not know": roster.tells},
        )
    return said(
        "In this machine, no single head is to blame. | The map was a clue.",
        holds={"no single head": not roster.tells},
    )
