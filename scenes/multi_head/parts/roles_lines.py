"""What the clip on the roles of heads says: a map is a clue to what a head is for, and switching it off is the proof.

All numbers are those of the experiment ``head_roles``.
"""

from __future__ import annotations

from typing import Any

from model.tokens import Passage
from model.trace import Trace
from scenes.kit.choose import predicate
from scenes.kit.claims import Measured
from scenes.kit.counts import Listed
from scenes.kit.script import Said, Script, said
from scenes.multi_head.parts.roles_tally import last_clause
from scenes.multi_head.parts.roles_wall import EXPERIMENT, NOTHING, Head, Roster


def lines_about(trace: Trace) -> Script:
    """The lines of the clip; without a head that looks telling and is not missed, "tempting" is left out."""
    roster = Roster(trace)
    tempting = {} if roster.tempting is None else {"tempting": _tempting(roster, roster.tempting)}
    return {
        "maps": _maps(roster),
        "scores": said(
            "Over {count:.0f} unseen sentences, {named:.0f} of the {heads} heads fit a role.",
            count=roster.record["sentences"],
            heads=roster.size,
            named=roster.named,
        ),
        "switches": said(
            "But attention is a clue, not a proof. So we switch heads off: | "
            "they report zeros, and we count the mistakes."
        ),
        **tempting,
        "others": _others(roster),
        "decisive": _decisive(roster),
        "outputs": _outputs(roster),
        "pronouns": _pronouns(roster),
    }


def _maps(roster: Roster) -> Said:
    """What a role is; with an example where the sentence has one."""
    trace = roster.trace
    values: dict[str, Any] = {"count": roster.size, "roles": Listed.of(trace, f"{EXPERIMENT}/encoder.roles")}
    if predicate(trace) is not None:
        return said(
            "Here are the maps of the encoder’s {count} heads. | We named {roles} roles. "
            "In one, the predicate, an adjective after “it is”, reads its noun.",
            holds={"In one": "predicate to referent" in roster.words("encoder.roles")},
            **values,
        )
    return said(
        "Here are the maps of the encoder’s {count} heads. | "
        "We named {roles} roles: what kind of word reads what kind of word.",
        **values,
    )


def _tempting(roster: Roster, head: Head) -> Said:
    """A head with a clear role that nobody misses."""
    return said(
        "Head {head} of layer {layer} looks telling, with {score:.2f}. | "
        "Switched off, it is not missed: no sentence goes wrong.",
        holds={
            "looks telling": roster.score(head).item() > roster.equal(head).item(),
            "no sentence goes wrong": not roster.count(head),
        },
        head=head.head_claim,
        layer=head.layer_claim,
        score=roster.score(head),
    )


def _others(roster: Roster) -> Said:
    if roster.errs_anyway:
        return said("Then the others, one by one. | The counters say what goes wrong while each of them is off.")
    return said(
        "One by one: {idle} of the {count} are not missed when they alone are off.",
        idle=roster.idle,
        count=roster.size,
    )


def _decisive(roster: Roster) -> Said:
    """The head without which pronouns go wrong."""
    head, kinds = roster.decisive, roster.words("kinds")
    errors, at = roster.errors(head.condition), kinds.index("pronoun")
    pronoun, agreement = errors[at], errors[kinds.index("agreement")]
    both = pronoun.item() + agreement.item()
    costliest = max(roster.errors(other.condition)[at].item() for other in roster.heads)
    values: dict[str, Any] = {
        "layer": head.layer_claim,
        "head": head.head_claim,
        "wrong": pronoun,
        "agreement": agreement,
    }
    if roster.errs_anyway:
        return said(
            "Now head {head} of layer {layer}. | "
            "{wrong:.0f} sentences get the wrong pronoun; with every head on, {base:.0f}.",
            base=roster.errors(NOTHING)[at],
            **values,
        )
    if both == errors.values.sum():
        return said(
            "Now head {head} of layer {layer}. | {wrong:.0f} sentences get the wrong pronoun, | "
            "{agreement:.0f} the wrong agreement: right word, wrong form. No other kind.",
            holds={"No other kind": both == errors.values.sum()},
            **values,
        )
    return said(
        "Now head {head} of layer {layer}. | {wrong:.0f} sentences get the wrong pronoun: | "
        "of all heads, this one costs most of them.",
        holds={"of all heads, this one costs most": pronoun.item() == costliest},
        **values,
    )


def _outputs(roster: Roster) -> Said:
    """What the model writes with the head and without it; of another sentence's film, what was recorded."""
    values: dict[str, Any] = {
        "with_it": last_clause(roster, NOTHING),
        "without": last_clause(roster, roster.decisive.condition),
    }
    recorded = roster.words("sentence")
    if roster.trace.source[:-1] == recorded:
        return said("With it, the model writes “{with_it}”; | without it, “{without}”.", **values)
    return said(
        "Below, what was recorded for “{end}”: | with it, the model writes “{with_it}”; | without it, “{without}”.",
        end=Passage(recorded[-3:]),
        **values,
    )


def _pronouns(roster: Roster) -> Said:
    """The share of right pronouns, with the head and without it, beside blind choice."""
    before, now = roster.right(NOTHING), roster.right(roster.decisive.condition)
    blind = Measured(roster.record["blind_pronoun"])
    values: dict[str, Any] = {"before": before, "now": now, "blind": blind}
    if now.value < blind.value < before.value:
        return said(
            "With it, {before:.0%} of pronouns are right; without it, {now:.0%}. | "
            "Blind choice, on these sentences, gives {blind:.0%}. | The map was the clue; this is the proof.",
            holds={"this is the proof": now.value < blind.value < before.value},
            **values,
        )
    return said(
        "With it, {before:.0%} of pronouns are right; without it, {now:.0%}. | "
        "Blind choice, on these sentences, gives {blind:.0%}. | Its map was a clue, and no proof.",
        holds={"no proof": not now.value < blind.value < before.value},
        **values,
    )
