"""A Trace is complete, labelled, read-only, the same each time, and equal to an independent pass over the weights."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest

from model.bundle import Bundle
from model.capture import record
from model.experiments.measure import similarity
from model.grammar import END, SentenceError
from model.recorder import Models, Recorder
from model.trace import Trace, TraceError
from studio.inspector.sentences import draw_sentences
from tests.model.independent import Independent, read

BUNDLE = Bundle.load("default")
DEFAULT = BUNDLE.grammar.default
SENTENCES = (
    DEFAULT,
    "the black cat leaves the small house because it is noisy",
    "the small black cat does not cross the street because it was noisy",
    "the animal did not cross the street because it was too tired",
    "the cat sees the park",
)


@cache
def trace(sentence: str = DEFAULT) -> Trace:
    return record(BUNDLE, sentence)


@cache
def shipped() -> Trace:
    return Trace.load(BUNDLE.path / "trace.npz")


@pytest.mark.parametrize("sentence", draw_sentences(BUNDLE.grammar, 22))
def test_every_value_of_the_main_scope_equals_an_independent_pass(sentence: str) -> None:
    """From the raw bytes of the weights file, in float64 NumPy, without any of the project's modules."""
    recorder = Recorder(Models(BUNDLE))
    target = recorder.scope("main", BUNDLE.module(), BUNDLE.grammar.check(sentence))
    main = {name.removeprefix("main/"): values for name, values in recorder.arrays.items()}
    source, rows = recorder.words["main.source"], recorder.words["main.decoder_rows"]
    other = Independent(BUNDLE.path / "model.safetensors")
    assert tuple(other.translate(list(source))) == target == (*BUNDLE.grammar.translate(source[:-1]), END)
    other.decode(list(rows), other.encode(list(source)))
    assert set(other.seen) == set(main) >= families(BUNDLE.config.to_dict())
    for name, values in other.seen.items():
        np.testing.assert_allclose(main[name], values, rtol=1e-4, atol=1e-4, err_msg=name)
    for name in main:
        if name.endswith(("attn.weights", "attn.mixed", "probabilities")):
            np.testing.assert_allclose(main[name], other.seen[name], rtol=0, atol=1e-5, err_msg=name)


def test_the_shipped_trace_is_that_of_the_shipped_weights() -> None:
    """Its displayed values equal an independent pass, and its digest says of which bundle it is."""
    found = shipped()
    assert found.facts["bundle_digest"] == BUNDLE.digest, "run: python render.py train"
    assert found.facts["sentence"] == DEFAULT
    other = Independent(BUNDLE.path / "model.safetensors")
    for scope in ("main", "twin"):
        source, rows = found.words[f"{scope}.source"], found.words[f"{scope}.decoder_rows"]
        other.decode(list(rows), other.encode(list(source)))
        for name, values in other.seen.items():
            np.testing.assert_allclose(found[f"{scope}/{name}"].values, values, rtol=1e-4, atol=1e-4, err_msg=name)


def test_weights_in_the_trace_are_the_bytes_of_the_file() -> None:
    arrays, _ = read(BUNDLE.path / "model.safetensors")
    for name, values in arrays.items():
        assert np.array_equal(trace()[f"weights/{name}"].values, values)
    assert sum(values.size for values in arrays.values()) == trace().facts["parameters"]


@pytest.mark.parametrize("sentence", SENTENCES)
def test_axes_fit_the_sizes_of_each_scope(sentence: str) -> None:
    found = trace(sentence)
    for name, tensor in found.tensors.items():
        scope = name.partition("/")[0]
        if f"{scope}.source" not in found.words and scope not in ("gradients", "weights"):
            continue
        sizes = dict(found.facts["sizes"])
        if f"{scope}.source" in found.words:
            sizes["S"], sizes["T"] = len(found.words[f"{scope}.source"]), len(found.words[f"{scope}.decoder_rows"])
        elif scope == "gradients":
            sizes["T"], sizes["P"] = len(found.words["reference"]), len(found.words["parameters"])
        assert tensor.shape == tuple(sizes[axis] for axis in tensor.axes), name


def families(sizes: dict[str, int]) -> set[str]:
    """Every name of the design, for a model of these sizes."""
    attention = ("query", "key", "value", "scores", "scaled", "masked", "weights", "mixed", "concat", "output")
    expected = {f"{side}.{part}" for side in ("encoder", "decoder") for part in ("embedding", "position", "input")}
    expected |= {"decoder.logits", "decoder.probabilities"}
    for side, blocks, norms in (("encoder", ("self_attn",), 2), ("decoder", ("self_attn", "cross_attn"), 3)):
        for layer in range(sizes[f"{side}_layers"]):
            here = f"{side}.{layer}"
            expected |= {f"{here}.{block}.{part}" for block in blocks for part in attention}
            expected |= {f"{here}.ffn.{part}" for part in ("before_relu", "hidden", "output")}
            expected |= {
                f"{here}.norm{n}.{part}" for n in range(1, norms + 1) for part in ("input", "mean", "std", "output")
            }
    return expected


def test_main_has_every_name_of_the_design() -> None:
    main = trace().scope("main")
    assert set(main) == families(BUNDLE.config.to_dict())
    assert main["decoder.0.cross_attn.weights"].axes == ("H", "T", "S")


def test_scopes_and_their_words() -> None:
    found = trace()
    for scope in ("twin", "shuffled", "swapped", "search", "gradients", "reference", "weights"):
        assert found.has(scope), scope
    assert found.words["twin.source"][-2] == "noisy"
    assert "elle" in found.words["twin.target"] and "il" in found.target
    assert sorted(found.words["shuffled.source"][:-1]) == sorted(found.source[:-1])
    places = found["shuffled/permutation"].values
    assert tuple(found.source[i] for i in places) == found.words["shuffled.source"]
    assert " ".join(found.words["swapped.source"][:-1]) == "the small cat leaves the black house because it is tired"
    for scope in (f"run.step_{step}" for step in BUNDLE.steps):
        assert found.has(scope) and found.words[f"{scope}.target"]
    for name in BUNDLE.ablations:
        assert found.has(f"ablated.{name}") and found.words[f"ablated.{name}.target"]
    assert len(BUNDLE.steps) >= 15
    assert found.words[f"run.step_{max(BUNDLE.steps)}.target"] == found.target


def test_untrained_rows_differ_by_the_residuals_alone() -> None:
    """Both scopes start from the same rows; without residuals the words of a sentence become alike."""
    found = trace()
    with_it, without = found.scope("untrained"), found.scope("untrained.no_residual")
    assert set(with_it) == set(without)
    assert np.array_equal(with_it["encoder.input"].values, without["encoder.input"].values)
    last = f"encoder.{BUNDLE.config.encoder_layers - 1}.norm2.output"
    assert similarity(without[last].values) > 0.95 > 0.75 > similarity(with_it[last].values)
    assert found.is_of(BUNDLE.digest) and not found.is_of("another")


def test_the_published_head_sees_the_referent_in_both_sentences() -> None:
    """The head that the bundle names as the one where tired looks at cat, and noisy at house."""
    measured = trace().facts["experiments"]["training_run"]["measured"]
    for scope, kind in (("main", "agent"), ("twin", "thing")):
        roles = trace().facts["roles"][scope]
        block, head = measured[f"{kind}_head"]
        row = trace()[f"{scope}/{block}.weights"].values[head, roles["predicate"]]
        assert row.argmax() == roles["referent"] and row.max() > 0.5


def test_a_sentence_without_pronoun_or_adjectives_lacks_those_scopes() -> None:
    found = trace("the cat sees the park")
    assert not found.has("twin") and not found.has("swapped")
    assert found.facts["twin"] is None and found.facts["roles"]["main"] is None


def test_causal_rows_are_zero_above_the_diagonal_and_all_rows_sum_to_one() -> None:
    for name, tensor in trace().tensors.items():
        if not name.endswith("attn.weights") or name.startswith(("gradients", "experiments")):
            continue
        np.testing.assert_allclose(tensor.values.sum(-1), 1, atol=1e-5, err_msg=name)
        if name.startswith("main/decoder") and "self_attn" in name:
            assert not np.triu(tensor.values, 1).any()


def test_search_results_hang_together() -> None:
    found = trace()
    m = len(found.target)
    assert found.words["search.greedy"] == found.target
    assert found["search/greedy.rows_with_cache"].item() == m
    assert found["search/greedy.rows_without_cache"].item() == m * (m + 1) // 2
    p = found["main/decoder.probabilities"].values
    chosen = [p[t, found.words["target_vocabulary"].index(word)] for t, word in enumerate(found.target)]
    np.testing.assert_allclose(np.exp(found["search/greedy.log_probabilities"].values), chosen, atol=1e-5)
    assert len(found.words["search.samples"]) == len(found["search/samples.temperature"].values)
    assert len(found.words["search.beam.branches"]) == len(found["search/beam.branches.score"].values)


def test_gradients_equal_the_formulas_and_finite_differences() -> None:
    found = trace()
    reference = found.scope("reference")
    vocabulary = found.words["target_vocabulary"]
    p = reference["decoder.probabilities"].values
    q = np.full_like(p, 0.1 / len(vocabulary))
    for t, word in enumerate(found.words["reference"]):
        q[t, vocabulary.index(word)] += 0.9
    np.testing.assert_allclose(found["gradients/decoder.logits"].values, p - q, atol=1e-5)
    loss = -(q * np.log(p)).sum()
    assert found["gradients/loss"].item() == pytest.approx(loss, abs=1e-3)
    for block in ("encoder.0.self_attn", "encoder.1.self_attn", "decoder.0.self_attn", "decoder.0.cross_attn"):
        a = reference[f"{block}.weights"].values
        grad = {
            name: found[f"gradients/{block}.{name}"].values
            for name in ("weights", "scaled", "scores", "query", "mixed")
        }
        by_formula = a * (grad["weights"] - (a * grad["weights"]).sum(-1, keepdims=True))
        np.testing.assert_allclose(grad["scaled"], by_formula, atol=1e-5)
        np.testing.assert_allclose(grad["scaled"].sum(-1), 0, atol=1e-5)
        np.testing.assert_allclose(grad["scores"], grad["scaled"] / np.sqrt(8), atol=1e-6)
        np.testing.assert_allclose(
            grad["weights"], grad["mixed"] @ reference[f"{block}.value"].values.swapaxes(1, 2), atol=1e-5
        )
    x = found["main/encoder.input"].values
    w_q = np.einsum("sd,hsk->dhk", x, found["gradients/encoder.0.self_attn.query"].values)
    np.testing.assert_allclose(found["gradients/weights.encoder.0.self_attn.w_q"].values, w_q, atol=1e-4)
    sizes = dict(zip(found.words["parameters"], found["gradients/sizes"].values, strict=True))
    for name, size in sizes.items():
        assert size == pytest.approx(np.linalg.norm(found[f"gradients/weights.{name}"].values), rel=1e-4)

    def loss_of(model: Independent) -> float:
        model.decode(["⟨start⟩", *found.words["reference"][:-1]], model.encode(list(found.source)))
        return float(-(q * np.log(model.seen["decoder.probabilities"])).sum())

    other = Independent(BUNDLE.path / "model.safetensors")
    for name, place in (("encoder.1.self_attn.w_q", (3, 2, 5)), ("decoder.0.cross_attn.w_v", (7, 1, 0))):
        step = 1e-4
        other.w[name][place] += step
        up = loss_of(other)
        other.w[name][place] -= 2 * step
        down = loss_of(other)
        other.w[name][place] += step
        assert found[f"gradients/weights.{name}"][place].item() == pytest.approx((up - down) / (2 * step), abs=1e-3)


def test_recording_twice_gives_the_same_digest_and_saving_keeps_it(tmp_path: Path) -> None:
    again = record(BUNDLE, DEFAULT)
    assert again.digest == trace().digest
    again.save(tmp_path / "a.npz")
    assert Trace.load(tmp_path / "a.npz").digest == again.digest
    again.save(tmp_path / "b.npz")
    assert (tmp_path / "a.npz").read_bytes() == (tmp_path / "b.npz").read_bytes()
    assert [p.name for p in sorted(tmp_path.iterdir())] == ["a.npz", "b.npz"]
    assert trace(SENTENCES[1]).digest != trace().digest


def test_tensors_are_read_only_and_know_what_was_selected() -> None:
    tensor = trace()["main/encoder.1.self_attn.weights"]
    with pytest.raises(ValueError, match="read-only"):
        tensor.values[0, 0, 0] = 1
    row = tensor[2, 10]
    assert row.axes == ("S",) and row.index == (2, 10)
    assert row[2].item() == pytest.approx(float(tensor.values[2, 10, 2]))
    assert row[2].origin == "main/encoder.1.self_attn.weights[2, 10, 2]"
    with pytest.raises(KeyError, match=r"encoder\.1\.self_attn\.weights"):
        trace()["main/encoder.1.self_attn.weight"]


@pytest.mark.parametrize("content", [b"", b"not a trace", None])
def test_a_broken_file_gets_one_clear_line(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "broken.npz"
    if content is None:
        trace().save(path)
        content = path.read_bytes()[:5000]
    path.write_bytes(content)
    with pytest.raises(TraceError) as caught:
        Trace.load(path)
    assert "\n" not in str(caught.value) and "broken.npz" in str(caught.value)
    with pytest.raises(TraceError, match="no trace at"):
        Trace.load(tmp_path / "missing.npz")


def test_an_unknown_sentence_is_refused_before_any_work() -> None:
    with pytest.raises(SentenceError, match="unknown word"):
        record(BUNDLE, "the cat leaves the spaceship")
