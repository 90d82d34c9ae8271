"""What a Trace holds beside its own sentence: other adjectives, other nouns, moved reports, a model without a mask."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from model.beside import dependent
from model.bundle import Bundle
from model.capture import record
from model.grammar import END, START, Words
from model.trace import Trace
from tests.model.independent import Independent

BUNDLE = Bundle.load("default")
GRAMMAR = BUNDLE.grammar
DEFAULT = GRAMMAR.default
ONE_GENDER = "the black cat leaves the small garden because it is tired"
NO_IT = "the cat sees the park"


@cache
def trace(sentence: str = DEFAULT) -> Trace:
    return record(BUNDLE, sentence)


def words_of(sentence: str) -> Words:
    return tuple(sentence.split())


def test_every_sentence_with_it_has_a_counterpart_and_only_a_flipping_one_is_a_twin() -> None:
    for words in GRAMMAR.unseen(300, seed=3):
        other = GRAMMAR.counterpart(words)
        assert (other is None) == ("it" not in words)
        if other is None:
            assert GRAMMAR.twin(words) is None
            continue
        here, there = GRAMMAR.roles(words), GRAMMAR.roles(GRAMMAR.check(" ".join(other)))
        assert other[:-1] == words[:-1] and here is not None and there is not None
        assert here.referent != there.referent and GRAMMAR.counterpart(other) is not None
        flips = here.pronoun_word != there.pronoun_word
        assert GRAMMAR.twin(words) == (other if flips else None)


def test_where_the_pronoun_stays_the_counterpart_is_a_scope() -> None:
    found = trace(ONE_GENDER)
    assert not found.has("twin") and found.facts["twin"] is None and not any(w.startswith("moved") for w in found.words)
    assert found.words["counterpart.source"] == (*words_of(ONE_GENDER)[:-1], "noisy", END)
    assert found.facts["counterpart"] == ONE_GENDER.replace("tired", "noisy")
    assert "il" in found.target and "il" in found.words["counterpart.target"]
    roles = found.facts["roles"]
    assert (roles["main"]["referent"], roles["counterpart"]["referent"]) == (2, 6) and roles["twin"] is None
    other = Independent(BUNDLE.path / "model.safetensors")
    other.decode([*found.words["counterpart.decoder_rows"]], other.encode([*found.words["counterpart.source"]]))
    for name, values in other.seen.items():
        np.testing.assert_allclose(found[f"counterpart/{name}"].values, values, rtol=1e-4, atol=1e-4, err_msg=name)
    for sentence in (DEFAULT, NO_IT):
        assert not trace(sentence).has("counterpart") and trace(sentence).facts["counterpart"] is None


@pytest.mark.parametrize(
    ("sentence", "place", "noun"),
    [
        (DEFAULT, 10, 2),  # tired: the cat is
        (DEFAULT.replace("tired", "noisy"), 10, 6),  # noisy: the house is
        ("the cat sees the park because the old dog is tired", 10, 8),
        ("the black cat sees the park", 1, 2),
        (NO_IT, 0, 1),
    ],
)
def test_the_word_that_depends_on_a_noun(sentence: str, place: int, noun: int) -> None:
    assert dependent(GRAMMAR, words_of(sentence)) == (place, noun)


@pytest.mark.parametrize("sentence", [DEFAULT, NO_IT])
def test_neighbours_differ_in_one_noun_and_hold_what_leaves_each_part(sentence: str) -> None:
    found = trace(sentence)
    beside = found.facts["neighbours"]
    noun, own = GRAMMAR.nouns[found.source[beside["noun"]]], words_of(sentence)
    for which in ("same", "other"):
        source = found.words[f"neighbour.{which}.source"]
        assert [i for i, (a, b) in enumerate(zip(own, source, strict=False)) if a != b] == [beside["noun"]]
        new = GRAMMAR.nouns[source[beside["noun"]]]
        assert new.english == beside[which] and (new.gender == noun.gender) == (which == "same")
        assert new.kind == noun.kind and new.vowel == noun.vowel
        other = Independent(BUNDLE.path / "model.safetensors")
        other.encode([*source])
        parts = ["encoder.input", *(f"encoder.{i}.norm{n}.output" for i in (0, 1) for n in (1, 2))]
        assert sorted(found.scope(f"neighbour.{which}")) == sorted(parts)
        for name in parts:
            values = found[f"neighbour.{which}/{name}"].values
            np.testing.assert_allclose(values, other.seen[name], rtol=1e-4, atol=1e-4, err_msg=name)


def test_the_followed_word_enters_alike_and_leaves_as_its_noun_has_it() -> None:
    """Of a cat, of a dog and of a mouse: the same at the entrance; at the exit the gender tells."""
    found = trace()
    place = found.facts["neighbours"]["place"]
    assert (found.facts["neighbours"]["same"], found.facts["neighbours"]["other"]) == ("dog", "mouse")

    def cosine(which: str, name: str) -> float:
        a, b = found[f"main/{name}"].values[place], found[f"neighbour.{which}/{name}"].values[place]
        return float(a @ b / np.linalg.norm(a) / np.linalg.norm(b))

    assert cosine("same", "encoder.input") == cosine("other", "encoder.input") == pytest.approx(1)
    assert cosine("same", "encoder.1.norm2.output") > 0.98 > 0.7 > cosine("other", "encoder.1.norm2.output")


def test_moved_reports_are_told_of_the_sentence_as_of_the_recorded_pair() -> None:
    """The same run by another road: the experiment moves one row in many sentences, the trace many in one."""
    found, kept = trace(), BUNDLE.experiment("transplant").words
    assert tuple(kept["sentence"]) == words_of(DEFAULT)
    for head in kept["heads"]:
        for prefix in ("", "row."):
            assert found.words[f"moved.{prefix}{head}"] == tuple(kept[f"written.{prefix}{head}"])
            assert found.words[f"moved.twin.{prefix}{head}"] == tuple(kept[f"written.twin.{prefix}{head}"])
    told = [head for head in kept["heads"] if found.words[f"moved.{head}"] != found.target]
    assert len(told) == 1 and "elle" in found.words[f"moved.{told[0]}"]


@pytest.mark.parametrize("sentence", [DEFAULT, NO_IT])
def test_the_model_without_a_mask_reads_the_right_translation(sentence: str) -> None:
    found = trace(sentence)
    other = Independent(BUNDLE.path / "ablated.no_mask.safetensors")
    other.decode([START, *found.words["reference"][:-1]], other.encode([*found.source]))
    scope = found.scope("ablated.no_mask.reference")
    assert sorted(scope) == ["decoder.0.self_attn.weights", "decoder.probabilities"]
    for name in scope:
        np.testing.assert_allclose(scope[name].values, other.seen[name], rtol=1e-4, atol=1e-4, err_msg=name)
    assert found.words["ablated.no_mask.reference.target"] == found.words["reference"]
    weights = scope["decoder.0.self_attn.weights"].values
    assert np.diagonal(weights, offset=1, axis1=1, axis2=2).mean(1).max() > 0.7  # a bright line above the diagonal
