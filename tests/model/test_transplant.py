"""A head's report, moved from one run to another, changes what the record says: done again by hand in plain torch."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from model.experiments.lab import SEED, Lab
from model.experiments.transplant import changes, is_moved, transplant, unseen_pairs
from model.grammar import END, START, Words

BEFORE = ("le", "chat", "noir", "quitte", "la", "petite", "maison", "parce", "qu'")
OWN, TWIN = (*BEFORE, "il", "est", "fatigué", END), (*BEFORE, "elle", "est", "bruyante", END)


def by_hand(lab: Lab, into: Words, donor: Words, module: str, head: int) -> Words:
    """Greedy, one sentence, the row at the last word taken from the donor's run by a hook."""
    model, ids = lab.model, lab.encoder.source_ids
    taken: list[torch.Tensor] = []
    handle = model.get_submodule(module).register_forward_hook(lambda _, __, out: taken.append(out.clone()))
    with torch.no_grad():
        model.encode(torch.tensor([[ids[word] for word in (*donor, END)]]))
    handle.remove()

    def swap(_: object, __: object, out: torch.Tensor) -> torch.Tensor:
        out = out.clone()
        out[0, head, len(into) - 1] = taken[0][0, head, len(donor) - 1]
        return out

    handle = model.get_submodule(module).register_forward_hook(swap)
    words = [START]
    with torch.no_grad():
        source = torch.tensor([[ids[word] for word in (*into, END)]])
        while words[-1] != END and len(words) <= 16:
            target = torch.tensor([[lab.encoder.target_ids[word] for word in words]])
            words.append(lab.encoder.target_words[int(model(source, target)[0, -1].argmax())])
    handle.remove()
    return tuple(words[1:])


@pytest.mark.parametrize("part", ["mixed", "weights"])
def test_the_decisive_report_moves_the_pronoun_and_no_other_does(lab: Lab, part: str) -> None:
    record = lab.bundle.experiment("transplant").arrays
    prefix = "row." if part == "weights" else ""
    layer, head = np.unravel_index(record[f"{prefix}moved"].argmax(), record[f"{prefix}moved"].shape)
    assert record[f"{prefix}moved"][layer, head] == record["pairs"] >= 300
    other = next(h for h in range(4) if h != head)
    assert record[f"{prefix}unmoved"][layer, other] == record["pairs"]
    for agent, thing in unseen_pairs(lab.grammar, 300, SEED)[::60]:
        for into, donor in ((agent, thing), (thing, agent)):
            own = (*lab.grammar.translate(into), END)
            pronoun = next(word for word in lab.grammar.translate(donor) if word in ("il", "elle"))
            form = lab.grammar.adjectives[into[-1]].agree("m" if pronoun == "il" else "f")
            wanted = (*(pronoun if word in ("il", "elle") else word for word in own[:-2]), form, END)
            assert by_hand(lab, into, donor, f"encoder.{layer}.self_attn.{part}", int(head)) == wanted
            assert by_hand(lab, into, donor, f"encoder.{layer}.self_attn.{part}", other) == own


def test_the_example_is_told_as_by_hand(lab: Lab) -> None:
    record = lab.bundle.experiment("transplant")
    words = record.words
    agent, thing = tuple(words["sentence"]), tuple(words["sentence.twin"])
    assert (agent, thing) == (lab.default, lab.grammar.twin(lab.default))
    for place, name in enumerate(words["heads"]):
        block, head = name.removesuffix("]").split("[")
        layer = int(block.split(".")[1])
        assert tuple(words[f"written.{name}"]) == by_hand(lab, agent, thing, f"{block}.mixed", int(head))
        assert tuple(words[f"written.twin.row.{name}"]) == by_hand(lab, thing, agent, f"{block}.weights", int(head))
        assert (layer, int(head)) == divmod(place, lab.model.config.heads)
    values = record.arrays["example.row"]
    np.testing.assert_allclose(values.sum(-1), 1, atol=1e-5)


def test_pairs_differ_in_the_last_word_and_neither_was_trained_on(lab: Lab) -> None:
    pairs = unseen_pairs(lab.grammar, 300, SEED)
    assert len(set(pairs)) == 300
    for agent, thing in pairs:
        assert agent[:-1] == thing[:-1] and lab.grammar.is_unseen(agent) and lab.grammar.is_unseen(thing)
        assert (lab.grammar.class_of[agent[-1]], lab.grammar.class_of[thing[-1]]) == ("agent_adjective",
                                                                                       "thing_adjective")  # fmt: skip
        assert {"il", "elle"} <= {*lab.grammar.translate(agent), *lab.grammar.translate(thing)}


@pytest.mark.parametrize(
    ("written", "true"),
    [
        (OWN, {"same"}),
        (TWIN, {"pronoun"}),  # the other's adjective as well: that is not this sentence's word in its other form
        ((*OWN[:9], "elle", "est", "fatiguée", END), {"pronoun", "agreement"}),
        ((*OWN[:9], "elle", "est", "fatigué", END), {"pronoun"}),
        ((*OWN[:9], "il", "est", "fatiguée", END), set()),
        (("la", *OWN[1:9], "elle", "est", "fatiguée", END), {"pronoun", "agreement", "before", "others"}),
        ((*OWN[:9], "elle", "était", "fatiguée", END), {"pronoun", "agreement", "others"}),
        ((*OWN[:9], END), {"others"}),
    ],
)
def test_what_counts_as_a_change(lab: Lab, written: Words, true: set[str]) -> None:
    found = changes(lab.grammar, lab.default, OWN, TWIN, written)
    assert {key for key, value in found.items() if value} == true
    assert is_moved(found) == (true == {"pronoun", "agreement"})


def test_a_few_pairs_measured_anew_give_what_the_record_says(lab: Lab) -> None:
    record, kept = transplant(lab, pairs=6), lab.bundle.experiment("transplant").arrays
    for key in ("moved", "unmoved", "row.moved", "row.unmoved"):
        assert np.array_equal(record[key] * 50, kept[key])
    np.testing.assert_allclose(record["example.report"], kept["example.report"], atol=1e-5)
