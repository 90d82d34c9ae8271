"""Every formula evaluates to the model's own tensors, read from the shipped trace, within 1e-5."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
import torch

from model.formulas import FORMULAS
from model.project import MODELS
from model.trace import Trace
from model.train import SMOOTHING

BLOCK = "encoder.1.self_attn"
NORM = "encoder.1.norm1"


@pytest.fixture(scope="module")
def trace() -> Trace:
    return Trace.load(MODELS / "default" / "trace.npz")


def main(t: Trace, name: str) -> np.ndarray:
    return t[f"main/{name}"].values


def block(t: Trace, name: str) -> np.ndarray:
    return t[f"main/{BLOCK}.{name}"].values


def grad(t: Trace, name: str) -> np.ndarray:
    return t[f"gradients/{name}"].values


def weights(t: Trace, name: str) -> np.ndarray:
    return t[f"weights/{name}"].values


def ids(t: Trace, words: str, vocabulary: str) -> list[int]:
    return [t.words[vocabulary].index(word) for word in t.words[words]]


def asked(t: Trace) -> np.ndarray:
    rows = ids(t, "reference", "target_vocabulary")
    return FORMULAS["smoothed_target"].evaluate(target=rows, words=t.size("V").value, smoothing=SMOOTHING)


def projection(letter: str) -> Callable[[Trace], tuple[dict, np.ndarray]]:
    name = {"q": "query", "k": "key", "v": "value"}[letter]
    return lambda t: (
        {"x": main(t, "encoder.0.norm2.output"), "w": weights(t, f"{BLOCK}.w_{letter}")[:, 2]},
        block(t, name)[2],
    )


def d_projection(letter: str) -> Callable[[Trace], tuple[dict, np.ndarray]]:
    name = {"q": "query", "k": "key", "v": "value"}[letter]
    return lambda t: (
        {"x": main(t, "encoder.0.norm2.output"), "d_projected": grad(t, f"{BLOCK}.{name}")},
        grad(t, f"weights.{BLOCK}.w_{letter}").transpose(1, 0, 2),
    )


def greedy_probabilities(t: Trace) -> np.ndarray:
    rows = main(t, "decoder.probabilities")
    return rows[np.arange(len(rows)), ids(t, "target", "target_vocabulary")]


def last(t: Trace) -> np.ndarray:
    return main(t, f"decoder.{t.facts['config']['decoder_layers'] - 1}.norm3.output")


# For each formula: its inputs from the trace, and the tensor that it must give.
CASES: dict[str, Callable[[Trace], tuple[dict, np.ndarray]]] = {
    "scaled_embedding": lambda t: (
        {"table": weights(t, "source_embedding"), "ids": ids(t, "source", "source_vocabulary")},
        main(t, "encoder.embedding"),
    ),
    "position": lambda t: (
        {"positions": np.arange(t.size("S").value), "d_model": t.size("D").value},
        main(t, "encoder.position"),
    ),
    "position_shift": lambda t: ({"row": main(t, "encoder.position")[:-3], "step": 3}, main(t, "encoder.position")[3:]),
    "position_product": lambda t: (
        {"step": np.arange(t.size("S").value), "d_model": t.size("D").value},
        main(t, "encoder.position")[0] @ main(t, "encoder.position").T,
    ),
    "rotation": lambda t: (
        {"omega": FORMULAS["frequency"].evaluate(d_model=t.size("D").value), "step": 1},
        fitted_rotations(main(t, "encoder.position")),
    ),
    "frequency": lambda t: (
        {"d_model": t.size("D").value},
        np.arctan2(*main(t, "encoder.position")[1].reshape(-1, 2).T),
    ),
    "query": projection("q"),
    "queries": projection("q"),
    "key": projection("k"),
    "keys": projection("k"),
    "value": projection("v"),
    "values": projection("v"),
    "score": lambda t: ({"q": block(t, "query")[1, 4], "k": block(t, "key")[1, 2]}, block(t, "scores")[1, 4, 2]),
    "scores": lambda t: ({"query": block(t, "query"), "key": block(t, "key")}, block(t, "scores")),
    "scaled_score": lambda t: ({"q": block(t, "query")[1, 4], "k": block(t, "key")[1, 2]}, block(t, "scaled")[1, 4, 2]),
    "scaled": lambda t: ({"query": block(t, "query"), "key": block(t, "key")}, block(t, "scaled")),
    "merged_scores": lambda t: (
        {
            "x": main(t, "encoder.0.norm2.output"),
            "w_q": weights(t, f"{BLOCK}.w_q").transpose(1, 0, 2),
            "w_k": weights(t, f"{BLOCK}.w_k").transpose(1, 0, 2),
        },
        block(t, "scores"),
    ),
    "spread_ratio": lambda t: ({"d_k": t.size("K").value}, block(t, "scores").std() / block(t, "scaled").std()),
    "causal_mask": lambda t: ({"scaled": main(t, "decoder.0.self_attn.scaled")}, main(t, "decoder.0.self_attn.masked")),
    "mix": lambda t: ({"weights": block(t, "weights")[2, 3], "value": block(t, "value")[2]}, block(t, "mixed")[2, 3]),
    "mixed": lambda t: ({"weights": block(t, "weights"), "value": block(t, "value")}, block(t, "mixed")),
    "attention": lambda t: (
        {"query": block(t, "query"), "key": block(t, "key"), "value": block(t, "value")},
        block(t, "mixed"),
    ),
    "permuted_attention": lambda t: (
        {
            "order": t["shuffled/permutation"].values,
            "mixed": t["ablated.no_positions/encoder.0.self_attn.mixed"].values,
        },
        t["ablated.no_positions.shuffled/encoder.0.self_attn.mixed"].values,
    ),
    "softmax": lambda t: ({"scores": block(t, "scaled")}, block(t, "weights")),
    "softmax_shifted": lambda t: (
        {"scores": main(t, "decoder.0.self_attn.masked")},
        main(t, "decoder.0.self_attn.weights"),
    ),
    "softmax_temperature": lambda t: (
        {"scores": block(t, "scores"), "temperature": np.sqrt(t.size("K").value)},
        block(t, "weights"),
    ),
    "head": lambda t: (
        {
            "x": main(t, "encoder.0.norm2.output"),
            **{f"w_{c}": weights(t, f"{BLOCK}.w_{c}").transpose(1, 0, 2) for c in "qkv"},
        },
        block(t, "mixed"),
    ),
    "heads_concat": lambda t: ({"mixed": block(t, "mixed"), "w_o": weights(t, f"{BLOCK}.w_o")}, block(t, "output")),
    "heads_sum": lambda t: ({"mixed": block(t, "mixed"), "w_o": weights(t, f"{BLOCK}.w_o")}, block(t, "output")),
    "residual": lambda t: (
        {"x": main(t, "encoder.0.norm2.output"), "report": block(t, "output")},
        main(t, f"{NORM}.input"),
    ),
    "layer_norm": lambda t: (
        {"x": main(t, f"{NORM}.input"), "gain": weights(t, f"{NORM}.gain"), "bias": weights(t, f"{NORM}.bias")},
        main(t, f"{NORM}.output"),
    ),
    "residual_norm": lambda t: (
        {
            "x": main(t, "encoder.0.norm2.output"),
            "report": block(t, "output"),
            "gain": weights(t, f"{NORM}.gain"),
            "bias": weights(t, f"{NORM}.bias"),
        },
        main(t, f"{NORM}.output"),
    ),
    "feed_forward": lambda t: (
        {"x": main(t, f"{NORM}.output"), **{k: weights(t, f"encoder.1.ffn.{k}") for k in ("w_1", "b_1", "w_2", "b_2")}},
        main(t, "encoder.1.ffn.output"),
    ),
    "logits": lambda t: ({"y": last(t), "table": weights(t, "target_embedding")}, main(t, "decoder.logits")),
    "next_word": lambda t: ({"y": last(t), "table": weights(t, "target_embedding")}, main(t, "decoder.probabilities")),
    "similarity": lambda t: (
        {"x": last(t)},
        torch.nn.functional.cosine_similarity(
            torch.tensor(last(t))[:, None], torch.tensor(last(t))[None], dim=-1
        ).numpy(),
    ),
    "cross_entropy": lambda t: ({"probability": greedy_probabilities(t)}, -t["search/greedy.log_probabilities"].values),
    "sequence_log_probability": lambda t: (
        {"probabilities": greedy_probabilities(t)},
        t["search/greedy.log_probabilities"].values.sum(),
    ),
    "smoothed_target": lambda t: (
        {"target": ids(t, "reference", "target_vocabulary"), "words": t.size("V").value, "smoothing": SMOOTHING},
        t["reference/decoder.probabilities"].values - grad(t, "decoder.logits"),  # q = p - (p - q)
    ),
    "smoothed_cross_entropy": lambda t: (
        {"asked": asked(t)[None], "probabilities": t["reference/decoder.probabilities"].values[None]},
        torch.nn.functional.cross_entropy(
            torch.tensor(t["reference/decoder.logits"].values),
            torch.tensor(ids(t, "reference", "target_vocabulary")),
            label_smoothing=SMOOTHING,
            reduction="none",
        ).numpy()[None],
    ),
    "smoothing_floor": lambda t: (
        {"words": t.size("V").value, "smoothing": SMOOTHING},
        -(asked(t)[0] * np.log(asked(t)[0])).sum(),
    ),
    "blind_loss": lambda t: (
        {"words": t.size("V").value},
        float(torch.nn.functional.cross_entropy(torch.zeros(1, t.size("V").value), torch.tensor([5]))),
    ),
    "learning_rate": lambda t: (
        {
            "step": t["experiments/learning/step"].values[1:],
            "d_model": t.size("D").value,
            "warmup": t["experiments/learning/warmup"].item(),
        },
        t["experiments/learning/learning_rate"].values[1:],
    ),
    "adam": lambda t: (
        {
            "parameter": weights(t, f"{BLOCK}.w_q"),
            "gradients": np.stack([grad(t, f"weights.{BLOCK}.w_q")] * 3),
            "rate": 1e-3,
        },
        adam_by_torch(weights(t, f"{BLOCK}.w_q"), grad(t, f"weights.{BLOCK}.w_q"), 3),
    ),
    "d_logits": lambda t: (
        {"probabilities": t["reference/decoder.probabilities"].values, "asked": asked(t)},
        grad(t, "decoder.logits"),
    ),
    "d_value": lambda t: (
        {"weights": block(t, "weights"), "d_mixed": grad(t, f"{BLOCK}.mixed")},
        grad(t, f"{BLOCK}.value"),
    ),
    "d_weights": lambda t: (
        {"d_mixed": grad(t, f"{BLOCK}.mixed"), "value": block(t, "value")},
        grad(t, f"{BLOCK}.weights"),
    ),
    "d_scaled": lambda t: (
        {"weights": block(t, "weights"), "d_weights": grad(t, f"{BLOCK}.weights")},
        grad(t, f"{BLOCK}.scaled"),
    ),
    "d_query": lambda t: ({"d_scaled": grad(t, f"{BLOCK}.scaled"), "key": block(t, "key")}, grad(t, f"{BLOCK}.query")),
    "d_key": lambda t: ({"d_scaled": grad(t, f"{BLOCK}.scaled"), "query": block(t, "query")}, grad(t, f"{BLOCK}.key")),
    "d_w_q": d_projection("q"),
    "d_w_k": d_projection("k"),
    "d_w_v": d_projection("v"),
    "rnn_step": lambda t: (
        {
            "x": t["experiments/relay/example.input"].values[1:],
            "state": t["experiments/relay/example.state"].values[:-1],
            "w": t["experiments/relay/example.w"].values,
            "u": t["experiments/relay/example.u"].values,
        },
        t["experiments/relay/example.state"].values[1:],
    ),
    "rnn_gradient": lambda t: (
        {
            "d_state": t["experiments/relay/example.gradient"].values[1:],
            "state": t["experiments/relay/example.state"].values[1:],
            "u": t["experiments/relay/example.u"].values,
        },
        t["experiments/relay/example.gradient"].values[:-1],
    ),
}

# Statements about sizes or slopes that no single tensor of the model holds: each has a test of its own below.
WITHOUT_TENSOR = {"dot_variance", "softmax_jacobian", "attention_cost", "matrix_cost", "cost_balance"}


def fitted_rotations(positions: np.ndarray) -> np.ndarray:
    """For each clock hand, the 2 x 2 matrix that least squares find between each position and the next."""
    pairs = positions.reshape(len(positions), -1, 2).astype(np.float64)
    return np.stack([np.linalg.lstsq(pairs[:-1, i], pairs[1:, i], rcond=None)[0] for i in range(pairs.shape[1])])


def adam_by_torch(parameter: np.ndarray, gradient: np.ndarray, steps: int) -> np.ndarray:
    """The same steps by torch's Adam in double precision."""
    theta = torch.tensor(parameter, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.Adam([theta], lr=1e-3, betas=(0.9, 0.98), eps=1e-9)
    for _ in range(steps):
        theta.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
    return theta.detach().numpy()


def test_every_formula_is_held_to_the_model():
    assert set(CASES) | WITHOUT_TENSOR == set(FORMULAS)
    assert not set(CASES) & WITHOUT_TENSOR


@pytest.mark.parametrize("name", CASES)
def test_formula_gives_the_models_tensor(trace, name):
    inputs, expected = CASES[name](trace)
    ours = FORMULAS[name].evaluate(**inputs)
    assert ours.shape == np.shape(expected)
    np.testing.assert_allclose(ours, expected, rtol=1e-5, atol=1e-5)


def test_jacobian_carries_the_models_gradient_through_softmax(trace):
    """DS of each row is dA times diag(a) - a a^T."""
    slopes = FORMULAS["softmax_jacobian"].evaluate(weights=block(trace, "weights"))
    ours = np.einsum("hij,hijk->hik", grad(trace, f"{BLOCK}.weights"), slopes)
    np.testing.assert_allclose(ours, grad(trace, f"{BLOCK}.scaled"), atol=1e-5)
    assert np.abs(grad(trace, f"{BLOCK}.scaled")).max() > 1e-4, "a gradient of nothing would prove nothing"


def test_variance_of_real_samples_is_d_k(trace):
    """20,000 samples leave the standard deviation uncertain by about 0.5 per cent."""
    record = trace.scope("experiments/scaling")
    expected = FORMULAS["dot_variance"].evaluate(d_k=record["width"].values)
    np.testing.assert_allclose(record["before.std"].values ** 2, expected, rtol=0.03)
    np.testing.assert_allclose(record["after.std"].values, 1.0, rtol=0.015)


def test_costs_are_those_of_the_matrices(trace):
    """Multiplications of a layer with d_ff = 4 d, counted from this model's own shapes."""
    n, d, f = trace.size("S").value, trace.size("D").value, trace.size("F").value
    assert f == 4 * d
    shapes = [weights(trace, f"encoder.0.{name}").size for name in
              ("self_attn.w_q", "self_attn.w_k", "self_attn.w_v", "self_attn.w_o", "ffn.w_1", "ffn.w_2")]  # fmt: skip
    assert FORMULAS["matrix_cost"].evaluate(words=n, d_model=d) == n * sum(shapes)
    per_score = trace.size("K").value
    assert FORMULAS["attention_cost"].evaluate(words=n, d_model=d) == 2 * block(trace, "scores").size * per_score
    length = FORMULAS["cost_balance"].evaluate(d_model=d)
    costs = [FORMULAS[name].evaluate(words=length, d_model=d) for name in ("attention_cost", "matrix_cost")]
    assert costs[0] == costs[1]
