"""A neuron that fires for something nameable: found on some unseen sentences, verified on others.

A hidden number of a feed-forward layer fires when it is above zero. For every feature in the lists below and every
neuron, precision (of the words it fires at, how many have the feature) and recall (of the words that have the feature,
at how many it fires) make F1; the best neuron of each feature is then measured again on sentences not searched.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from model.experiments.lab import SEED, Lab
from model.experiments.record import Record, Schema
from model.experiments.roles import phrases
from model.experiments.taps import read
from model.grammar import Grammar, Words

Flags = dict[str, list[bool]]
RAREST = 0.01  # a feature of fewer words than this share is not searched


NEURONS = Schema(
    "neurons",
    {
        "layer unit": ("feature", "the best neuron of a feature, from 0; best features first"),
        "precision recall f1": ("feature", "of the sentences that were not searched"),
        "count": ("feature", "number of their words that have the feature"),
        "searched checked": ("", "number of sentences"),
        "checked_words": ("", "number of words of those that were not searched, end tokens included"),
    },
    {"features": "what is true of a word", "sides": "encoder or decoder, of each feature"},
)


def neurons(lab: Lab, sentences: int = 400) -> Record:
    """For each feature its best neuron, best features first by F1 on the sentences that were kept for checking."""
    every = lab.unseen(2 * sentences, seed=SEED)
    rows = []
    for side, features in (("encoder", source_features), ("decoder", target_features)):
        found, fires_found = observe(lab, every[:sentences], side, features)
        kept, fires_kept = observe(lab, every[sentences:], side, features)
        for name, flags in found.items():
            if not RAREST <= flags.mean() <= 1 - RAREST:
                continue
            f1 = scores(fires_found, flags)[2]  # (L, F)
            layer, unit = np.unravel_index(int(f1.argmax()), f1.shape)
            precision, recall, checked = (s[layer, unit] for s in scores(fires_kept, kept[name]))
            rows.append((side, name, int(layer), int(unit), precision, recall, checked, kept[name].sum()))
    rows.sort(key=lambda row: -row[6])
    sides, names, layers, units, precisions, recalls, checks, counts = zip(*rows, strict=True)
    words_kept = sum(len(words) + 1 for words in every[sentences:])
    return NEURONS.record(
        SEED,
        {"searched": sentences, "checked": sentences, "fires": "above zero"},
        {
            "layer": layers,
            "unit": units,
            "precision": precisions,
            "recall": recalls,
            "f1": checks,
            "count": counts,
            "searched": sentences,
            "checked": sentences,
            "checked_words": words_kept,
        },
        {"features": names, "sides": sides},
    )


def observe(
    lab: Lab, sentences: Sequence[Words], side: str, features: Callable[[Grammar, Words], Flags]
) -> tuple[dict[str, NDArray[np.bool_]], NDArray[np.bool_]]:
    """Which words have each feature (N,), and which neurons fire at them (N, L, F)."""
    stack = lab.model.encoder if side == "encoder" else lab.model.decoder
    names = [f"{side}.{i}.ffn.hidden" for i in stack.layers]
    fires: list[NDArray[np.bool_]] = []
    flags: dict[str, list[bool]] = {}
    for words in sentences:
        batch = lab.encoder.batch([words])
        taps = read(lab.model, batch.source, batch.read, names)
        fires.append(np.stack([taps[name][0].numpy() > 0 for name in names], axis=1))  # (S, L, F)
        for name, row in features(lab.grammar, words).items():
            flags.setdefault(name, []).extend(row)
    return {name: np.array(row) for name, row in flags.items()}, np.concatenate(fires)


def scores(fires: NDArray[np.bool_], flags: NDArray[np.bool_]) -> tuple[NDArray[np.float64], ...]:
    """Precision, recall and F1 of every neuron for one feature: three (L, F). Never firing counts as 0."""
    both = (fires & flags[:, None, None]).sum(0)
    fired, wanted = fires.sum(0), flags.sum()
    precision = both / np.maximum(fired, 1)
    recall = both / max(int(wanted), 1)
    return precision, recall, 2 * both / np.maximum(fired + wanted, 1)


def source_features(grammar: Grammar, words: Words) -> Flags:
    """What is true of each English word, the end token last. Some need the neighbours to be known."""
    n = len(words)
    classes = [*(grammar.class_of[word] for word in words), "end"]
    because = words.index("because") if "because" in words else n
    gender: dict[int, str] = {}
    noun_phrases = phrases(grammar, words)
    for phrase in noun_phrases:
        for i in (phrase.article, *phrase.adjectives, phrase.noun):
            gender[i] = grammar.nouns[words[phrase.noun]].gender
    roles = grammar.roles(words)
    subject, thing = noun_phrases[0], noun_phrases[1]
    adjective = {i for phrase in noun_phrases for i in phrase.adjectives}

    def where(*wanted: str) -> list[bool]:
        return [c in wanted for c in classes]

    def at(positions: set[int]) -> list[bool]:
        return [i in positions for i in range(n + 1)]

    article = {i for i, word in enumerate(words) if word == "the"}
    nouns = {phrase.noun for phrase in noun_phrases}
    feminine = {i for i, g in gender.items() if g == "f"}
    return {
        "article": at(article),
        "article of a feminine noun": at(article & feminine),
        "noun": at(nouns),
        "agent noun": where("agent"),
        "thing noun": where("thing"),
        "feminine noun": at(nouns & feminine),
        "masculine noun": at(nouns - feminine),
        "adjective before or after a noun": at(adjective),
        "adjective that moves behind the noun": where("after"),
        "adjective of a feminine noun": at(adjective & feminine),
        "adjective of a masculine noun": at(adjective - feminine),
        "word of the subject": at({subject.article, *subject.adjectives, subject.noun}),
        "word of the object": at({thing.article, *thing.adjectives, thing.noun}),
        "noun of the object": at({thing.noun}),
        "verb": where("third", "base"),
        "negated verb": where("base"),
        "does, did or not": where("does", "did", "not"),
        "word of the reason": [i > because for i in range(n)] + [False],
        "it": where("it"),
        "it that means the subject": at({roles.it} if roles and roles.referent == roles.subject else set()),
        "it that means the object": at({roles.it} if roles and roles.referent == roles.object else set()),
        "it that means a feminine noun": at({roles.it} if roles and gender[roles.referent] == "f" else set()),
        "predicate": where("agent_adjective", "thing_adjective"),
        "predicate of an agent": where("agent_adjective"),
        "predicate of a thing": where("thing_adjective"),
        "is or was": where("is", "was"),
        "too or very": where("degree"),
        "end": where("end"),
    }


def target_features(grammar: Grammar, words: Words) -> Flags:
    """What is true of the French word that each decoder row is about to write, the end token last."""
    french = grammar.aligned(words)
    kinds = [*(token.kind for token in french), "end"]
    text = [*(token.word for token in french), ""]
    feminine_forms = {a.feminine for a in grammar.adjectives.values()} - {
        a.masculine for a in grammar.adjectives.values()
    }
    feminine_nouns = {noun.french for noun in grammar.nouns.values() if noun.gender == "f"}
    flags = {f"writes {kind}": [k == kind for k in kinds] for kind in ("article", "noun", "adjective", "verb")}
    return {
        **flags,
        "writes la": [w == "la" for w in text],
        "writes le": [w == "le" for w in text],
        "writes a feminine noun": [w in feminine_nouns for w in text],
        "writes a feminine adjective": [
            k == "adjective" and w in feminine_forms for k, w in zip(kinds, text, strict=True)
        ],
        "writes ne or n'": [w in ("ne", "n'") for w in text],
        "writes pas": [w == "pas" for w in text],
        "writes parce que": [k == "because" for k in kinds],
        "writes il or elle": [k == "pronoun" for k in kinds],
        "writes elle": [w == "elle" for w in text],
        "writes est or était": [w in ("est", "était") for w in text],
        "writes the predicate": [k == "predicate" for k in kinds],
        "writes a feminine predicate": [
            k == "predicate" and w in feminine_forms for k, w in zip(kinds, text, strict=True)
        ],
        "ends": [k == "end" for k in kinds],
    }
