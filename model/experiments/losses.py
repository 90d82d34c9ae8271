"""Numbers round the loss: at the start, at the floor, at the end; what a cache saves; where the parameters are."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch.nn import functional

from model.decode import greedy
from model.experiments.lab import SEED, Lab
from model.experiments.measure import blind_choice, same_gender
from model.experiments.record import Record, Schema
from model.formulas import FORMULAS
from model.train import SMOOTHING, diary_sentences, new_model, smoothed_loss

LOSS = Schema(
    "loss",
    {
        "start end": ("", "smoothed loss on unseen sentences, of the untrained and of the trained model"),
        "start.plain end.plain": ("", "mean -ln p of the right words"),
        "start.right end.right": ("", "mean p of the right words"),
        "start.logit_spread end.logit_spread": ("", "mean standard deviation of a row of logits"),
        "blind": ("", "ln|V|, the loss of blind guessing"),
        "floor": ("", "H(q), the least that the smoothed loss can be"),
        "floor.plain": ("", "-ln p of the right word there: -ln asked"),
        "asked crumb": ("", "the target q: for the right word, and for each of the others"),
        "smoothing": ("", "the share of the target that is spread over all words"),
        "vocabulary": ("", "number of French words"),
        "sentences": ("", "number of unseen sentences"),
    },
)


def loss(lab: Lab, sentences: int = 500) -> Record:
    """The loss of the untrained and of the trained model on unseen sentences, against ln|V| and the floor H(q)."""
    batch = lab.encoder.batch(lab.unseen(sentences, seed=SEED))
    vocabulary = lab.model.config.target_vocabulary
    real = batch.write != 0  # (B, T)
    arrays: dict[str, object] = {}
    for moment, model in (("start", new_model(lab.grammar, lab.plan).eval()), ("end", lab.model)):
        with torch.no_grad():
            logits = model(batch.source, batch.read)  # (B, T, V)
        plain = functional.cross_entropy(logits.flatten(0, 1), batch.write.flatten(), ignore_index=0)
        right = logits.softmax(-1).gather(2, batch.write[..., None])[..., 0]  # (B, T)
        arrays |= {
            moment: float(smoothed_loss(logits, batch.write)),
            f"{moment}.plain": float(plain),
            f"{moment}.logit_spread": float(logits[real].std(dim=-1, correction=0).mean()),
            f"{moment}.right": float(right[real].mean()),
        }
    certain = 1 - SMOOTHING + SMOOTHING / vocabulary
    arrays |= {
        "blind": FORMULAS["blind_loss"].evaluate(words=vocabulary),
        "floor": FORMULAS["smoothing_floor"].evaluate(words=vocabulary, smoothing=SMOOTHING),
        "asked": certain,
        "crumb": SMOOTHING / vocabulary,
        "floor.plain": -math.log(certain),
        "smoothing": SMOOTHING,
        "vocabulary": vocabulary,
        "sentences": sentences,
    }
    return LOSS.record(SEED, {"sentences": sentences, "seed of the untrained model": lab.plan.seed}, arrays)


CACHE = Schema(
    "cache",
    {
        "default.with default.without": ("", "rows of keys that a decoder layer computes for the default sentence"),
        "mean.with mean.without": ("", "the same, mean of the unseen sentences"),
        "same": ("", "number of unseen sentences that come out the same either way"),
        "sentences": ("", "number of unseen sentences"),
    },
    {"written": "the translation of the default sentence"},
)


def cache(lab: Lab, sentences: int = 100) -> Record:
    """Rows of keys that each decoder layer computes for a translation, with and without a cache."""
    default = [greedy(lab.model, lab.encoder.source(lab.default), cached=cached) for cached in (True, False)]
    same, rows = 0, np.zeros((sentences, 2))
    for i, words in enumerate(lab.unseen(sentences, seed=SEED)):
        with_cache, without = (greedy(lab.model, lab.encoder.source(words), cached=cached) for cached in (True, False))
        same += with_cache.ids == without.ids
        rows[i] = with_cache.rows, without.rows
    return CACHE.record(
        SEED,
        {"sentences": sentences},
        {
            "default.with": default[0].rows,
            "default.without": default[1].rows,
            "mean.with": rows[:, 0].mean(),
            "mean.without": rows[:, 1].mean(),
            "same": same,
            "sentences": sentences,
        },
        {"written": lab.encoder.words(default[0].ids)},
    )


PARTS = {
    "embeddings": ("source_embedding", "target_embedding"),
    "encoder attention": ("encoder.*.self_attn",),
    "decoder attention": ("decoder.*.self_attn",),
    "cross-attention": ("decoder.*.cross_attn",),
    "feed-forward": ("encoder.*.ffn", "decoder.*.ffn"),
    "layer norm": ("encoder.*.norm", "decoder.*.norm"),
}


PARAMETERS = Schema(
    "parameters",
    {"count": ("part", "learned numbers of a part of the model"), "total": ("", "of the whole model")},
    {"parts": "the parts"},
)


def parameters(lab: Lab) -> Record:
    """How many numbers each part of the model has learned."""
    counts = dict.fromkeys(PARTS, 0)
    for name, parameter in lab.model.named_parameters():
        pattern = ".".join("*" if piece.isdigit() else piece for piece in name.split("."))
        (part,) = [p for p, starts in PARTS.items() if pattern.startswith(starts)]
        counts[part] += parameter.numel()
    return PARAMETERS.record(
        SEED,
        {},
        {"count": list(counts.values()), "total": sum(counts.values())},
        {"parts": tuple(counts)},
    )


LEARNING = Schema(
    "learning",
    {
        "step loss learning_rate": ("R", "of each row of the run's diary"),
        "exact": ("R", "share of unseen sentences that come out word for word"),
        "pronoun": ("R", "share of their pronouns that are right"),
        "translation": ("R T", "what the model wrote for the default sentence, as ids in the vocabulary"),
        "right": ("R", "whether that is the reference"),
        "settled": ("", "first step from which it stays the reference, -1 for never"),
        "same_gender": ("", "share of unseen sentences with a pronoun whose two nouns share a gender"),
        "blind_pronoun": ("", "share of pronouns that blind choice of a noun gets right"),
        "same_gender.diary blind_pronoun.diary": ("", "the same of the sentences that exact and pronoun are of"),
        "sentences.diary": ("", "number of those that have a pronoun"),
        "warmup": ("", "steps of the warm-up"),
        "seconds": ("", "duration of the run"),
    },
    {
        "vocabulary": "French words by id",
        "reference": "the default sentence's translation",
        "source": "the default sentence",
    },
)


def learning(lab: Lab, pairs: int = 5000) -> Record:
    """The run's diary in short, and what blind choice of the pronoun gives. Attention maps stay in `training_run`."""
    diary = lab.bundle.experiment("training_run").arrays
    sentences = lab.unseen(pairs, seed=SEED, pronoun=True)
    same, _ = same_gender(lab.grammar, sentences)
    same_diary, with_it = same_gender(lab.grammar, diary_sentences(lab.grammar))
    target = lab.encoder.batch([lab.default]).write[0].tolist()
    right = np.array([[i for i in row if i] == target for row in diary["translation"].tolist()])
    wrong_after = np.flatnonzero(~right)
    first = int(wrong_after[-1]) + 1 if len(wrong_after) else 0
    settled = int(diary["step"][first]) if first < len(right) else -1
    kept = {name: diary[name] for name in ("step", "loss", "learning_rate", "exact", "pronoun")}
    return LEARNING.record(
        lab.plan.seed,
        {"pairs": pairs, "steps": lab.plan.steps, "warm-up": lab.plan.warmup},
        {
            **kept,
            "translation": diary["translation"],
            "right": right,
            "settled": settled,
            "same_gender": same / pairs,
            "blind_pronoun": blind_choice(same, pairs),
            "same_gender.diary": same_diary / with_it,
            "blind_pronoun.diary": blind_choice(same_diary, with_it),
            "sentences.diary": with_it,
            "warmup": lab.plan.warmup,
            "seconds": float(lab.bundle.experiment("training_run").meta["seconds"]),
        },
        {"vocabulary": lab.grammar.target_vocabulary, "reference": lab.encoder.words(target), "source": lab.default},
    )
