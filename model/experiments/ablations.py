"""The same training without one part: positions, residuals, the causal mask, the scaling, the norm.

Each run has the seed, the sentences and the number of steps of the shipped model. Its weights stay in the bundle as
`ablated.NAME.safetensors`, so that a Trace can show what it does with any sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import torch

from model.experiments.lab import SEED, Lab
from model.experiments.measure import similarity, translate_all
from model.experiments.mistakes import KINDS, Judge
from model.experiments.record import Record, Schema
from model.experiments.relay import sum_of_losses
from model.experiments.taps import heard, read
from model.make import write_model
from model.train import accuracy, new_model, smoothed_loss, train
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
        "the same when each word follows a right beginning",
    ),
    "unseen_loss unseen_loss.whole": ("", "smoothed loss on the same sentences"),
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
ABLATIONS = {name: Schema(name, ARRAYS, WORDS) for name in PARTS} | {
    "no_residual": Schema("no_residual", ARRAYS | MELTING, WORDS | {"places": "the encoder's input and its layers"})
}
Progress = Callable[[int, int, str], None]


def ablation(lab: Lab, name: str, sentences: int = 500, progress: Progress | None = None) -> Record:
    """Train without one part, keep the weights, and measure what the model without it does."""
    plan = replace(lab.plan, without=(PARTS[name],), checkpoints=2)
    run = train(lab.grammar, plan, progress)
    path = lab.bundle.path / f"ablated.{name}.safetensors"
    write_model(path, lab.grammar, run, f"python -m model.experiments {name} --bundle {lab.bundle.name}")
    return measure(lab, name, run.model, sentences, run.diary["step"], run.diary["loss"])


def measure(lab: Lab, name: str, model: Transformer, sentences: int, steps: np.ndarray, losses: np.ndarray) -> Record:
    """What a model without one part writes by itself, beside the whole model on the same sentences."""
    unseen = lab.unseen(sentences, seed=SEED)
    batch = lab.encoder.batch(unseen)
    twin = lab.grammar.twin(lab.default) or lab.default
    arrays: dict[str, object] = {"step": steps, "loss": losses}
    words: dict[str, tuple[str, ...]] = {"kinds": KINDS, "sentence": lab.default, "sentence.twin": twin}
    for suffix, who in (("", model), (".whole", lab.model)):
        result = translate_all(who, lab.encoder, unseen)
        shown = translate_all(who, lab.encoder, [lab.default, twin]).written
        with torch.no_grad():
            loss = float(smoothed_loss(who(batch.source, batch.read), batch.write))
        arrays |= {
            f"exact{suffix}": result.exact,
            f"pronoun{suffix}": result.pronoun,
            f"forced_exact{suffix}": accuracy(who, batch).exact,
            f"unseen_loss{suffix}": loss,
            f"errors{suffix}": Judge(lab.grammar).count(unseen, result.written),
        }
        words |= {f"written{suffix}": shown[0], f"written.twin{suffix}": shown[1]}
    if name == "no_residual":
        arrays |= residual_story(lab, model)
        words["places"] = places(lab.model)
    arrays["sentences"] = sentences
    settings = {
        "sentences": sentences,
        "without": PARTS[name],
        "steps": lab.plan.steps,
        "seed of the run": lab.plan.seed,
    }
    return ABLATIONS[name].record(SEED, settings, arrays, words)


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
