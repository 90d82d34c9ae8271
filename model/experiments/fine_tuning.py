"""Fine-tuning for real: a word that the model never saw, learned from a handful of sentences.

Both embedding tables have a row that training left alone. Only these two rows are trained; every other number of the
model stays as it is. The word is feminine, so article, adjectives and pronoun all have to follow.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from itertools import islice

import numpy as np
import torch

from model.experiments.lab import SEED, Lab
from model.experiments.measure import Result, translate_all
from model.experiments.record import Record, Schema
from model.grammar import NEW, Grammar, Words
from model.train import Encoder, smoothed_loss
from model.transformer import Transformer

ENGLISH, FRENCH, GENDER = "frog", "grenouille", "f"  # what the reserved row stands for on screen


FINE_TUNING = Schema(
    "fine_tuning",
    {
        "step loss": ("R", "of each row of the diary"),
        "exact": ("R", "share of unseen sentences with the new word that come out word for word"),
        "old": ("R", "the same of sentences without it"),
        "share.before share.after": ("", "exact before and after"),
        "pronoun.before pronoun.after": ("", "share of right pronouns in sentences with the new word"),
        "old.before old.after": ("", "old before and after"),
        "source.before source.after target.before target.after": ("D", "the new word's row of an embedding table"),
        "handful": ("", "number of lessons"),
        "checked": ("", "number of unseen sentences of either kind"),
        "trained": ("", "number of trained numbers"),
    },
    {
        "new": "the new word, English and French",
        "sentence reference": "the default sentence with the new word for its subject, and its translation",
        "written.before written.after": "what the model writes for it",
        "lesson.*": "lesson.i: a sentence learned from; lesson.i.reference: its translation",
    },
)


def fine_tuning(lab: Lab, handful: int = 8, steps: int = 200, rate: float = 0.01, check: int = 300) -> Record:
    """Train the reserved rows on a handful of sentences; measure unseen ones, and the old words, before and after."""
    grammar = lab.grammar.with_new_noun(GENDER, "agent")
    encoder = Encoder(grammar)
    if (encoder.source_words, encoder.target_words) != (lab.encoder.source_words, lab.encoder.target_words):
        raise ValueError("a new noun must not change the vocabularies")
    lessons, tests = new_sentences(grammar, handful, check)
    old = lab.unseen(check, seed=SEED)
    model = lab.bundle.module()
    shown = example(grammar, lab)
    before = translate_all(model, encoder, tests)
    old_before = translate_all(model, lab.encoder, old)
    said_before = translate_all(model, encoder, [shown]).written[0]
    diary = tune(model, encoder, lessons, {"exact": tests, "old": old}, steps, rate)
    after = translate_all(model, encoder, tests)
    rows = {
        f"{side}.{moment}": who.get_parameter(f"{side}_embedding")[ids[NEW]].detach().numpy()
        for moment, who in (("before", lab.model), ("after", model))
        for side, ids in (("source", encoder.source_ids), ("target", encoder.target_ids))
    }
    return FINE_TUNING.record(
        SEED,
        {"sentences": handful, "steps": steps, "rate": rate, "checked on": check, "gender": GENDER},
        {
            **diary,
            **rows,
            **{f"{k}.before": v for k, v in shares(before).items()},
            **{f"{k}.after": v for k, v in shares(after).items()},
            "old.before": old_before.exact,
            "old.after": translate_all(model, lab.encoder, old).exact,
            "handful": handful,
            "checked": check,
            "trained": 2 * model.config.d_model,
        },
        {
            "new": (ENGLISH, FRENCH),
            "sentence": named(shown, ENGLISH),
            "reference": named(grammar.translate(shown), FRENCH),
            "written.before": named(said_before, FRENCH),
            "written.after": named(translate_all(model, encoder, [shown]).written[0], FRENCH),
            **{f"lesson.{i}": named(words, ENGLISH) for i, words in enumerate(lessons)},
            **{f"lesson.{i}.reference": named(grammar.translate(w), FRENCH) for i, w in enumerate(lessons)},
        },
    )


def new_sentences(grammar: Grammar, handful: int, check: int) -> tuple[list[Words], list[Words]]:
    """Different sentences with the new word: a handful to learn from, others to check.

    As a teacher would, the handful shows the word in turn alone and with adjectives before and after it.
    """
    settings = ((), ("before",), ("after",), ("before", "after"))
    lessons: list[Words] = []
    tests: dict[Words, None] = {}
    for words in islice(grammar.sentences(random.Random(SEED)), 1000 * (handful + check)):
        if NEW not in words or words in lessons:
            continue
        beside = tuple(grammar.class_of[word] for word in words[1 : words.index(NEW)])
        if len(lessons) < handful and beside == settings[len(lessons) % len(settings)]:
            lessons.append(words)
        elif len(tests) < check:
            tests[words] = None
        elif len(lessons) == handful:
            break
    return lessons, list(tests)


def example(grammar: Grammar, lab: Lab) -> Words:
    """The default sentence with the new word for its subject."""
    subject = next(word for word in lab.default if word in grammar.nouns)
    return tuple(NEW if word == subject else word for word in lab.default)


def tune(
    model: Transformer,
    encoder: Encoder,
    lessons: Sequence[Words],
    checks: Mapping[str, Sequence[Words]],
    steps: int,
    rate: float,
) -> dict[str, object]:
    """Adam on two rows, without dropout; returns what was noted every tenth of the way."""
    batch = encoder.batch(lessons)
    tables = (model.source_embedding, model.target_embedding)
    places = (encoder.source_ids[NEW], encoder.target_ids[NEW])
    fixed = [table.detach().clone() for table in tables]
    optimizer = torch.optim.Adam(tables, lr=rate)
    noted: list[tuple[float, ...]] = []
    for step in range(steps + 1):
        loss = smoothed_loss(model(batch.source, batch.read), batch.write)
        if step % max(1, steps // 10) == 0:
            right = (translate_all(model, encoder, sentences).exact for sentences in checks.values())
            noted.append((step, float(loss.detach()), *right))
        if step == steps:
            break
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        with torch.no_grad():  # every row but the new one is put back
            for table, was, place in zip(tables, fixed, places, strict=True):
                row = table[place].clone()
                table.copy_(was)
                table[place] = row
    columns = dict(zip(("step", "loss", *checks), np.array(noted).T, strict=True))
    return {name: column.astype(int) if name == "step" else column for name, column in columns.items()}


def shares(result: Result) -> dict[str, float]:
    """What is reported of a result."""
    return {"share": result.exact, "pronoun": result.pronoun}


def named(words: Sequence[str], name: str) -> Words:
    """The words with the reserved token shown as the word it stands for."""
    return tuple(name if word == NEW else word for word in words)
