"""The film's thread: a sentence and its twin, and whose they are."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from model.trace import Trace
from scenes.kit.pair import pair_of


def test_a_sentence_with_a_twin_is_the_thread_itself(default_trace: Trace) -> None:
    pair = pair_of(default_trace)
    assert pair.own and pair.unseen and pair.flips
    assert (pair.first.says, pair.second.says) == ("il", "elle")
    assert pair.first.is_subject and not pair.second.is_subject
    assert pair.first.words[pair.first.referent] == "cat" and pair.second.words[pair.second.referent] == "house"


def test_another_sentence_hands_the_thread_to_the_recorded_pair(default_trace: Trace) -> None:
    without = {name: tensor for name, tensor in default_trace.tensors.items() if not name.startswith("twin/")}
    pair = pair_of(replace(default_trace, tensors=MappingProxyType(without)))
    assert not pair.own and pair.flips
    assert pair.first.spoken == pair_of(default_trace).first.spoken
    assert (pair.first.says, pair.second.says) == ("il", "elle")
