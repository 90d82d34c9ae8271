"""Experiments with random numbers: sampling at three temperatures, and what sqrt(d_k) is for."""

from __future__ import annotations

import math

import numpy as np
import torch

from model.experiments.lab import SEED, Lab
from model.experiments.measure import translate_all
from model.experiments.record import Record, Schema
from model.experiments.taps import read
from model.formulas import FORMULAS

TEMPERATURES = (0.0, 0.5, 1.0, 1.5)  # 0: greedy
WIDTHS = (4, 16, 64, 256)
KEYS = 6  # keys of one ruler
BINS = 60


SAMPLING = Schema(
    "sampling",
    {
        "temperature": ("temperature", "0 is greedy"),
        "exact": ("temperature", "share of unseen sentences whose sample is right word for word"),
        "pronoun": ("temperature", "share of their pronouns that are right"),
        "sentences": ("", "number of unseen sentences"),
    },
    {"temperatures": "as written", "sample.*": "sample.T.i: the i-th sample for the default sentence at temperature T"},
)


def sampling(lab: Lab, sentences: int = 1000, shown: int = 3) -> Record:
    """How many of the model's own samples are exact translations, at each temperature."""
    unseen = lab.unseen(sentences, seed=SEED)
    generator = torch.Generator().manual_seed(SEED)
    found = [translate_all(lab.model, lab.encoder, unseen, t, generator) for t in TEMPERATURES]
    words = {"temperatures": tuple(f"{t:g}" for t in TEMPERATURES)}
    for t in TEMPERATURES[1:]:
        samples = translate_all(lab.model, lab.encoder, [lab.default] * shown, t, generator).written
        words |= {f"sample.{t:g}.{i}": sample for i, sample in enumerate(samples)}
    return SAMPLING.record(
        SEED,
        {"sentences": sentences, "samples a sentence": 1, "temperature 0": "greedy"},
        {
            "temperature": TEMPERATURES,
            "exact": [result.exact for result in found],
            "pronoun": [result.pronoun for result in found],
            "sentences": sentences,
        },
        words,
    )


SCALING = Schema(
    "scaling",
    {
        "width": ("width", "numbers of a query and a key"),
        "before.counts after.counts": ("width bin", "dot products in a bin, before and after division by sqrt(d_k)"),
        "before.close_counts after.close_counts": ("width bin", "the same in the bins of close_edges"),
        "edges close_edges": ("edge", "of the bins"),
        "before.std after.std": ("width", "standard deviation of the dot products"),
        "before.scores after.scores": ("width key", "one query's scores: a ruler"),
        "before.weights after.weights": ("width key", "their softmax"),
        "before.largest after.largest": ("width", "largest weight of a ruler, mean of many"),
        "before.slope after.slope": ("width", "sum of the sizes of softmax's slopes, mean of many rulers"),
        "layer.before layer.after": ("L", "standard deviation of an encoder layer's own scores"),
        "head.before head.after": ("L H", "the same of each head"),
        "samples": ("", "number of dot products"),
        "sentences": ("", "number of unseen sentences that our own scores are from"),
    },
    {"widths": "as written"},
)


def scaling(lab: Lab, samples: int = 20_000, rulers: int = 2000, sentences: int = 500) -> Record:
    """Dot products of standard normal vectors at four widths, before and after division; and our own layers."""
    rng = np.random.default_rng(SEED)
    queries = rng.standard_normal((samples, max(WIDTHS)))
    keys = rng.standard_normal((samples, max(WIDTHS)))
    edges = np.linspace(-50.0, 50.0, BINS + 1)
    close_edges = np.linspace(-5.0, 5.0, BINS + 1)
    rows: dict[str, list[object]] = {}
    ruler_query = rng.standard_normal((rulers, 1, max(WIDTHS)))
    ruler_keys = rng.standard_normal((rulers, KEYS, max(WIDTHS)))
    for width in WIDTHS:
        dots = (queries[:, :width] * keys[:, :width]).sum(-1)
        before = FORMULAS["scores"].evaluate(query=ruler_query[..., :width], key=ruler_keys[..., :width])[:, 0]
        for name, factor in (("before", 1.0), ("after", math.sqrt(width))):
            shares = FORMULAS["softmax_shifted"].evaluate(scores=before / factor)  # (rulers, KEYS)
            slopes = FORMULAS["softmax_jacobian"].evaluate(weights=shares)
            for key, value in (
                ("counts", np.histogram(dots / factor, edges)[0]),
                ("close_counts", np.histogram(dots / factor, close_edges)[0]),
                ("std", (dots / factor).std()),
                ("scores", before[0] / factor),
                ("weights", shares[0]),
                ("largest", shares.max(-1).mean()),
                ("slope", np.abs(slopes).sum((-1, -2)).mean()),
            ):
                rows.setdefault(f"{name}.{key}", []).append(value)
    layers = len(lab.model.encoder.layers)
    names = [f"encoder.{i}.self_attn.{part}" for i in range(layers) for part in ("scores", "scaled")]
    cells: dict[str, list[torch.Tensor]] = {name: [] for name in names}
    for words in lab.unseen(sentences, seed=SEED):  # one by one: no padding in any cell
        batch = lab.encoder.batch([words])
        for name, tensor in read(lab.model, batch.source, batch.read, names).items():
            cells[name].append(tensor[0].flatten(1))  # (H, S * S)
    spread = {name: torch.cat(parts, dim=1) for name, parts in cells.items()}  # (H, cells)
    own = {part: [spread[f"encoder.{i}.self_attn.{part}"] for i in range(layers)] for part in ("scores", "scaled")}
    return SCALING.record(
        SEED,
        {"samples": samples, "rulers": rulers, "keys a ruler": KEYS, "sentences": sentences},
        {
            "width": WIDTHS,
            "edges": edges,
            "close_edges": close_edges,
            **rows,
            "layer.before": [float(t.std(correction=0)) for t in own["scores"]],
            "layer.after": [float(t.std(correction=0)) for t in own["scaled"]],
            "head.before": [t.std(dim=1, correction=0).tolist() for t in own["scores"]],
            "head.after": [t.std(dim=1, correction=0).tolist() for t in own["scaled"]],
            "samples": samples,
            "sentences": sentences,
        },
        {"widths": tuple(str(width) for width in WIDTHS)},
    )
