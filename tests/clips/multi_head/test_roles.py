"""What the clip on the roles of heads says is what was recorded; its marks are where the roles are."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from model.experiments.mistakes import KINDS
from model.experiments.roles import encoder_pairs
from model.grammar import Grammar
from model.trace import Trace
from scenes.kit.mobjects.translation import compare
from scenes.multi_head.parts.roles_tally import clause
from scenes.multi_head.parts.roles_wall import NOTHING, Roster, cells_of, in_words


def test_marks_stand_where_the_experiment_counted(default_trace: Trace) -> None:
    words = default_trace.source[:-1]
    pairs = encoder_pairs(Grammar.load(), words)
    for role in Roster(default_trace).words("encoder.roles"):
        if role.split()[-1] in ("word", "token"):
            assert cells_of(default_trace, role) == []
            continue
        found = [(row, tuple(columns)) for row, columns in cells_of(default_trace, role)]
        assert found == pairs[role], role
    assert cells_of(default_trace, None) == []


def test_the_roster_tells_the_record(default_trace: Trace) -> None:
    roster = Roster(default_trace)
    assert len(roster.heads) == roster.record["encoder.best"].values.size
    pronoun = KINDS.index("pronoun")
    most = max(roster.heads, key=lambda head: roster.errors(head.condition).values[pronoun])
    assert roster.decisive == most
    assert roster.tempting is not None and not roster.errors(roster.tempting.condition).values.any()
    assert roster.idle.value == sum(not roster.errors(head.condition).values.any() for head in roster.heads)
    assert roster.named.value == np.sum(roster.record["encoder.best"].values >= 0)


def test_a_model_that_errs_is_not_told_of_by_its_mistakes_alone(default_trace: Trace, guessing_trace: Path) -> None:
    """With all heads on it makes mistakes, so no head is tempting, and its decisive one is not proved by the count."""
    assert not Roster(default_trace).errs_anyway
    roster = Roster(Trace.load(guessing_trace))
    assert roster.errs_anyway and roster.tempting is None and roster.idle.value == 0
    right = [roster.right(name).value for name in (NOTHING, roster.decisive.condition)]
    assert abs(right[0] - right[1]) < 0.05


def test_a_clause_begins_with_the_pronoun_and_what_changed_in_it_is_marked() -> None:
    with_head, without = (("le", "chat", "dort", "parce", "qu'", *end) for end in (("il", "est"), ("elle", "est")))
    assert clause((*with_head, "⟨end⟩")) == ("il", "est")
    assert clause(("le", "chat")) == ("le", "chat")
    assert compare(clause(without), clause(with_head)) == (False, True)
    assert in_words("predicate to referent") == "predicate → its noun"
    assert in_words("own word") == "own word"
