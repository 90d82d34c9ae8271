"""What several experiments measure: own translations of many sentences at once, exactness, pronouns, similarity."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

import numpy as np
import torch
from numpy.typing import NDArray

from model.decode import write_all
from model.grammar import END, Grammar, Words
from model.train import Encoder, smoothed_loss
from model.transformer import Transformer


@dataclass(frozen=True)
class Result:
    """How a model did on some sentences: its translations as words, and the shares that were right."""

    written: tuple[Words, ...]
    exact: float
    pronoun: float


def translate_all(
    model: Transformer,
    encoder: Encoder,
    sentences: Sequence[Words],
    temperature: float = 0.0,
    generator: torch.Generator | None = None,
) -> Result:
    """Translations and shares. A pronoun is right if il or elle is the first pronoun written, as in the reference."""
    sources = encoder.batch(sentences).source
    written = tuple(encoder.words(ids) for ids in write_all(model, sources, temperature, generator))
    references = [(*encoder.grammar.translate(words), END) for words in sentences]
    right = [a == b for a, b in zip(written, references, strict=True)]
    pronouns = [
        first_pronoun(a) == first_pronoun(b)
        for a, b, words in zip(written, references, sentences, strict=True)
        if "it" in words
    ]
    return Result(written, share(right), share(pronouns))


@dataclass(frozen=True)
class Forced:
    """What a model names where it reads the right translation: how often all is right, its loss, where it is wrong."""

    exact: float
    loss: float
    wrong: NDArray[np.int64]  # (max_length): sentences wrong in the row so many before the last, which names the end


@torch.no_grad()
def forced(model: Transformer, encoder: Encoder, sentences: Sequence[Words]) -> Forced:
    """Teacher forcing, one sentence after the other.

    Never in a padded batch: a decoder without its mask would see where the padding begins, and so when to stop.
    """
    exact, loss, count = 0, 0.0, 0
    wrong = np.zeros(model.config.max_length, np.int64)
    for words in sentences:
        batch = encoder.batch([words])
        logits = model(batch.source, batch.read)  # (1, T, V)
        missed = (logits.argmax(-1) != batch.write)[0].numpy()  # (T)
        wrong[: len(missed)] += missed[::-1]
        exact += not missed.any()
        loss += float(smoothed_loss(logits, batch.write)) * len(missed)
        count += len(missed)
    return Forced(exact / len(sentences), loss / count, wrong)


def same_gender(grammar: Grammar, sentences: Sequence[Words]) -> tuple[int, int]:
    """Of the sentences with a pronoun: in how many both nouns have one gender, and how many there are."""
    pairs = [
        (grammar.nouns[words[roles.subject]].gender, grammar.nouns[words[roles.object]].gender)
        for words in sentences
        if (roles := grammar.roles(words)) is not None
    ]
    return sum(subject == thing for subject, thing in pairs), len(pairs)


def blind_choice(same: int, count: int) -> float:
    """The share of pronouns that pointing at one of the two nouns blindly gets right: half where genders differ."""
    return (same + (count - same) / 2) / count if count else math.nan


def first_pronoun(words: Sequence[str]) -> str:
    """The first il or elle, or nothing."""
    return next((word for word in words if word in ("il", "elle")), "")


def share(flags: Sequence[bool]) -> float:
    """How many of them are true, from 0 to 1; nan for none at all."""
    return sum(flags) / len(flags) if flags else math.nan


def similarity(rows: NDArray[np.float32]) -> float:
    """Mean cosine between different rows of one sentence, (S, D)."""
    unit = rows / np.linalg.norm(rows, axis=-1, keepdims=True)
    cosines = unit @ unit.T
    n = len(rows)
    return float((cosines.sum() - n) / (n * (n - 1)))


def sentences_of_length(grammar: Grammar, words: int, count: int, seed: int) -> list[Words]:
    """Unseen sentences of exactly `words` words; fewer than `count` if the grammar has hardly any."""
    found: dict[Words, None] = {}
    for sentence in islice(grammar.sentences(random.Random(seed), unseen=True), 200 * count):
        if len(sentence) == words:
            found[sentence] = None
        if len(found) == count:
            break
    return list(found)
