"""What the clip on the map says of the pronoun is what the model wrote."""

from __future__ import annotations

from model.trace import Trace
from scenes.kit.choose import written_pronoun


def test_the_pronoun_is_read_from_what_was_written(default_trace: Trace) -> None:
    roles = default_trace.facts["roles"]
    for scope in ("main", "twin"):
        assert written_pronoun(default_trace, scope) == roles[scope]["pronoun_word"]
    place = roles["main"]["pronoun"]
    for target, found in (
        ((*default_trace.target[:place], "elle", "est"), "elle"),
        (default_trace.target[:place], None),
    ):
        other = Trace(default_trace.tensors, {**default_trace.words, "main.target": target}, default_trace.facts)
        assert written_pronoun(other) == found


def test_a_sentence_without_it_has_no_pronoun(default_trace: Trace) -> None:
    facts = {**default_trace.facts, "roles": {"main": None, "twin": None}}
    assert written_pronoun(Trace(default_trace.tensors, default_trace.words, facts)) is None
