"""The same training without one part: positions, residuals, the causal mask, the scaling, the norm.

Each run has the seed, the sentences and the number of steps of the shipped model. Its weights stay in the bundle as
`ablated.NAME.safetensors`, so that a Trace can show what it does with any sentence, and so that it is trained once: a
second run would not end at the same numbers. What is measured anew is measured with the weights that were kept.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from model.bundle import Bundle, BundleError
from model.bundle_files import read_metadata
from model.experiments.lab import SEED, Lab
from model.experiments.measure import forced, similarity, translate_all
from model.experiments.mistakes import KINDS, Judge
from model.experiments.record import Record, Schema
from model.experiments.relay import sum_of_losses
from model.experiments.taps import heard, read
from model.grammar import Words
from model.make import plan_text, write_model
from model.manifest import digest_of
from model.train import Plan, new_model, train
from model.transformer import Transformer

PARTS = {
    "no_positions": "positions",
    "no_residual": "residual",
    "no_mask": "mask",
    "no_scaling": "scaling",
    "no_norm": "norm",
}
ARRAYS = {
    "step loss": ("R", "of each row of the run's diary"),
    "exact exact.whole": ("", "share of unseen sentences that come out word for word; .whole: of the shipped model"),
    "pronoun pronoun.whole": ("", "share of their pronouns that are right"),
    "forced_exact forced_exact.whole": (
        "",
        "share in which each word is right when the right translation is read, sentence by sentence, without padding",
    ),
    "forced_wrong forced_wrong.whole": (
        "back",
        "sentences then wrong in the row so many before the last; 0 is the last, which names the end",
    ),
    "unseen_loss unseen_loss.whole": ("", "smoothed loss on the same sentences, also without padding"),
    "errors errors.whole": ("kind", "sentences with a mistake of a kind"),
    "sentences": ("", "number of unseen sentences"),
}
WORDS = {
    "kinds": "of mistakes",
    "sentence sentence.twin": "the default sentence and its twin",
    "written written.twin written.whole written.twin.whole": "what the two models write for them",
}
MELTING = {
    "similarity.*": ("place", "mean cosine between the words of a sentence, before training or after, .whole or not"),
    "gradient.*": ("place", "mean size of the loss's gradient in a word's vector, the same models"),
}
COPYING = {
    "next_word": ("L H", "weight on the next column, where the word to name stands, of the decoder's self-attention"),
    "next_word.rows": ("", "rows that are averaged: all but the last of each sentence, the right translation read"),
}
ABLATIONS = {name: Schema(name, ARRAYS, WORDS) for name in PARTS} | {
    "no_residual": Schema("no_residual", ARRAYS | MELTING, WORDS | {"places": "the encoder's input and its layers"}),
    "no_mask": Schema("no_mask", ARRAYS | COPYING, WORDS),
}
Progress = Callable[[int, int, str], None]


def ablation(lab: Lab, name: str, sentences: int = 500, progress: Progress | None = None) -> Record:
    """What the model without one part does; it is trained, and its weights are kept, unless they are there already."""
    plan = replace(lab.plan, without=(PARTS[name],), checkpoints=2)
    curve = kept_curve(lab.bundle, name, plan)
    if curve is None:
        run = train(lab.grammar, plan, progress)
        command = f"python -m model.experiments {name} --bundle {lab.bundle.name}"
        write_model(weights_of(lab.bundle, name), lab.grammar, run, command)
        curve = run.diary["step"], run.diary["loss"]
    return measure(lab, name, lab.bundle.module(f"ablated.{name}"), sentences, *curve)


def weights_of(bundle: Bundle, name: str) -> Path:
    """The file of the weights without one part."""
    return bundle.path / f"ablated.{name}.safetensors"


def kept_curve(bundle: Bundle, name: str, plan: Plan) -> tuple[np.ndarray, np.ndarray] | None:
    """Steps and losses of the run whose weights the bundle keeps; None unless they are those of this plan."""
    path = weights_of(bundle, name)
    if name not in bundle.ablations or read_metadata(path).get("plan") != plan_text(plan):
        return None
    try:
        record = bundle.experiment(name, of_these_weights=False)
    except BundleError:
        return None
    if record.meta["settings"].get("weights of the run") != digest_of(path):
        return None
    return record.arrays["step"], record.arrays["loss"]


def measure(lab: Lab, name: str, model: Transformer, sentences: int, steps: np.ndarray, losses: np.ndarray) -> Record:
    """What a model without one part writes by itself, beside the whole model on the same sentences."""
    unseen = lab.unseen(sentences, seed=SEED)
    twin = lab.grammar.twin(lab.default) or lab.default
    arrays: dict[str, object] = {"step": steps, "loss": losses}
    words: dict[str, tuple[str, ...]] = {"kinds": KINDS, "sentence": lab.default, "sentence.twin": twin}
    for suffix, who in (("", model), (".whole", lab.model)):
        result = translate_all(who, lab.encoder, unseen)
        shown = translate_all(who, lab.encoder, [lab.default, twin]).written
        read_right = forced(who, lab.encoder, unseen)
        arrays |= {
            f"exact{suffix}": result.exact,
            f"pronoun{suffix}": result.pronoun,
            f"forced_exact{suffix}": read_right.exact,
            f"forced_wrong{suffix}": read_right.wrong,
            f"unseen_loss{suffix}": read_right.loss,
            f"errors{suffix}": Judge(lab.grammar).count(unseen, result.written),
        }
        words |= {f"written{suffix}": shown[0], f"written.twin{suffix}": shown[1]}
    if name == "no_residual":
        arrays |= residual_story(lab, model)
        words["places"] = places(lab.model)
    if name == "no_mask":
        arrays |= copying(lab, model, unseen)
    arrays["sentences"] = sentences
    settings = {
        "sentences": sentences,
        "without": PARTS[name],
        "steps": lab.plan.steps,
        "seed of the run": lab.plan.seed,
        "weights of the run": digest_of(weights_of(lab.bundle, name)),
    }
    return ABLATIONS[name].record(SEED, settings, arrays, words)


def copying(lab: Lab, model: Transformer, sentences: list[Words]) -> dict[str, object]:
    """How much of each row's attention stands on the next column: there is the word that the row must name."""
    names = [f"decoder.{i}.self_attn.weights" for i in model.decoder.layers]
    total, rows = np.zeros((len(names), model.config.heads)), 0
    for words in sentences:
        batch = lab.encoder.batch([words])
        taps = read(model, batch.source, batch.read, names)
        maps = np.stack([taps[name][0].numpy() for name in names])  # (L, H, T, T)
        total += np.diagonal(maps, offset=1, axis1=2, axis2=3).sum(-1)
        rows += maps.shape[-1] - 1
    return {"next_word": total / rows, "next_word.rows": rows}


def places(model: Transformer) -> tuple[str, ...]:
    """Where the words' vectors are compared: what enters the encoder, and what leaves each of its layers."""
    return ("encoder.input", *(f"encoder.{i}.norm2.output" for i in model.encoder.layers))


def residual_story(lab: Lab, without: Transformer) -> dict[str, object]:
    """How alike the words of a sentence are, and how large the loss's gradient is, with and without residuals."""
    names = places(lab.model)
    found: dict[str, object] = {}
    for suffix, trained in (("", without), (".whole", lab.model)):
        untrained = new_model(lab.grammar, replace(lab.plan, without=() if suffix else ("residual",))).eval()
        for moment, model in (("before", untrained), ("after", trained)):
            found[f"similarity.{moment}{suffix}"] = likeness(lab, model, names)
            found[f"gradient.{moment}{suffix}"] = gradient_sizes(lab, model, names)
    return found


def likeness(lab: Lab, model: Transformer, names: tuple[str, ...], sentences: int = 200) -> np.ndarray:
    """Mean cosine between the words of a sentence, at each place."""
    alike = np.zeros((sentences, len(names)))
    for row, words in enumerate(lab.unseen(sentences, seed=SEED + 1)):  # one by one: no padding among the words
        batch = lab.encoder.batch([words])
        taps = read(model, batch.source, batch.read, names)
        alike[row] = [similarity(taps[name][0].numpy()) for name in names]
    return alike.mean(0)


def gradient_sizes(lab: Lab, model: Transformer, names: tuple[str, ...], sentences: int = 100) -> np.ndarray:
    """Mean size of a word's loss gradient at each place."""
    batch = lab.encoder.batch(lab.unseen(sentences, seed=SEED + 2))
    with heard(model, names) as taps:
        logits = model(batch.source, batch.read)
    gradients = torch.autograd.grad(sum_of_losses(logits, batch.write), [taps[name] for name in names])
    real = batch.source != 0  # (B, S)
    return np.array([float(g.norm(dim=-1)[real].mean()) for g in gradients])
