"""What the clip on the suspect says is what was recorded."""

from __future__ import annotations

from pathlib import Path

from model.experiments.mistakes import KINDS
from model.trace import Trace
from scenes.kit.heads import NOTHING, Roster
from scenes.multi_head.parts.roles_lines import pronouns


def test_the_roster_tells_the_record(default_trace: Trace) -> None:
    roster = Roster(default_trace)
    assert len(roster.heads) == roster.record["encoder.best"].values.size
    pronoun = KINDS.index("pronoun")
    most = max(roster.heads, key=lambda head: roster.errors(head.condition).values[pronoun])
    assert roster.decisive == most and roster.tells
    assert roster.idle is not None and not roster.errors(roster.idle.condition).values.any()


def test_the_rival_looks_at_the_same_word_and_is_another_head(default_trace: Trace) -> None:
    roster = Roster(default_trace)
    assert roster.rival is not None and roster.rival != roster.decisive
    assert roster.largest(roster.rival) == roster.largest(roster.decisive)


def test_without_the_suspect_both_sentences_get_one_pronoun(default_trace: Trace) -> None:
    roster = Roster(default_trace)
    assert pronouns(roster, NOTHING) == ("il", "elle")
    assert len(set(pronouns(roster, roster.decisive.condition))) == 1


def test_a_model_that_errs_is_not_told_of_by_its_mistakes_alone(default_trace: Trace, guessing_trace: Path) -> None:
    """With all heads on it makes mistakes, so no head goes off without any, and its decisive one proves nothing."""
    roster = Roster(Trace.load(guessing_trace))
    assert roster.idle is None and not roster.tells
