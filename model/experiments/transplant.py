"""Whether a few numbers carry what "it" is: a head's report at one word, taken out of the run about another sentence.

The two sentences of a pair differ in their last adjective alone: with one *it* is the subject, with the other the
object, and the two nouns' genders differ. Neither was ever trained on. At that adjective the report of one encoder head
(K numbers), or only its row of weights, is replaced by that of the other run, and the model writes its translation.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from itertools import islice
from typing import Any

import numpy as np
import torch

from model.exchange import encoder_heads, put_into, rows_of
from model.experiments.lab import SEED, Lab
from model.experiments.measure import first_pronoun, translate_all
from model.experiments.record import Record, Schema
from model.experiments.taps import read
from model.grammar import Grammar, Words

DIRECTIONS = ("agent", "thing")
PARTS = {"": "mixed", "row.": "weights"}  # what is moved: the report, or the row of weights

COUNTED = "L H direction"
TRANSPLANT = Schema(
    "transplant",
    {
        "pairs": ("", "number of pairs of unseen sentences"),
        "own.right": ("direction", "of them, how many the undisturbed model translates right"),
        "own.differ": ("", "pairs for which it writes two different pronouns"),
        "pronoun row.pronoun": (COUNTED, "runs in which the pronoun becomes that of the other run"),
        "agreement row.agreement": (
            COUNTED,
            "of those, how often the adjective agrees with it",
        ),
        "before row.before": (COUNTED, "runs in which a word before the pronoun changes"),
        "others row.others": (COUNTED, "runs in which any word but pronoun and last adjective changes"),
        "same row.same": (COUNTED, "runs in which not one word changes"),
        "moved row.moved": ("L H", "pairs in which both runs change pronoun and agreement, and nothing else"),
        "unmoved row.unmoved": ("L H", "pairs in which not one word changes in either run"),
        "example.report": ("scope L H K", "each head's report at the last word, of the sentence and its twin"),
        "example.row": ("scope L H S", "its weights there"),
    },
    {
        "directions": "the kind of noun that *it* is in the sentence that receives",
        "heads": "names of the encoder's heads, layer by layer",
        "sentence sentence.twin": "the example: the default sentence and its twin",
        "written written.twin": "what the undisturbed model writes for them",
        "written.encoder* written.twin.encoder*": "the same after a head's report was moved, by the head's name",
        "written.row.* written.twin.row.*": "the same after its row of weights was moved",
    },
)


def transplant(lab: Lab, pairs: int = 300) -> Record:
    """For every encoder head, and in both directions: what changes when its report, or its row, is that of the twin."""
    found = unseen_pairs(lab.grammar, pairs, SEED)
    sides = [[pair[side] for pair in found] for side in (0, 1)]
    own = [translate_all(lab.model, lab.encoder, side) for side in sides]
    heads = encoder_heads(lab.model)
    shape = (len(lab.model.encoder.layers), lab.model.config.heads)
    counts: dict[str, list[Any]] = {}
    words = example_words(lab)
    for prefix, part in PARTS.items():
        for block, head in heads:
            runs = []
            for into, other in ((0, 1), (1, 0)):
                written = exchange(lab, sides[into], sides[other], f"{block}.{part}", head)
                rows = zip(sides[into], own[into].written, own[other].written, written, strict=True)
                runs.append([changes(lab.grammar, *row) for row in rows])
            for key in ("pronoun", "agreement", "before", "others", "same"):
                counts.setdefault(prefix + key, []).append([sum(run[key] for run in side) for side in runs])
            both = list(zip(*runs, strict=True))
            counts.setdefault(f"{prefix}moved", []).append(sum(all(map(is_moved, pair)) for pair in both))
            counts.setdefault(f"{prefix}unmoved", []).append(sum(all(run["same"] for run in pair) for pair in both))
    pronouns = [[first_pronoun(written) for written in side.written] for side in own]
    return TRANSPLANT.record(
        SEED,
        {"pairs": len(found), "place": "the last word", "unseen": "both sentences of a pair"},
        {
            "pairs": len(found),
            "own.right": [round(side.exact * len(found)) if found else 0 for side in own],
            "own.differ": sum(a != b for a, b in zip(*pronouns, strict=True)),
            **{key: np.array(rows, np.int64).reshape(*shape, *np.shape(rows)[1:]) for key, rows in counts.items()},
            **example_rows(lab),
        },
        {"directions": DIRECTIONS, "heads": tuple(named(*head) for head in heads), **words},
    )


def unseen_pairs(grammar: Grammar, count: int, seed: int) -> list[tuple[Words, Words]]:
    """Pairs that differ in their last adjective and in their pronoun, both unseen: of an agent, and of a thing."""
    rng = random.Random(seed)
    found: dict[tuple[Words, Words], None] = {}
    for words in islice(grammar.sentences(random.Random(seed), unseen=True), 200 * count):
        if grammar.twin(words) is None:
            continue
        agent = grammar.class_of[words[-1]] == "agent_adjective"
        others = grammar.members["thing_adjective" if agent else "agent_adjective"]
        unseen = [twin for other in others if grammar.is_unseen(twin := (*words[:-1], other))]
        if unseen:
            twin = rng.choice(unseen)
            found[(words, twin) if agent else (twin, words)] = None
        if len(found) == count:
            break
    return list(found)


def exchange(lab: Lab, into: Sequence[Words], donors: Sequence[Words], tap: str, head: int) -> tuple[Words, ...]:
    """What the model writes for the sentences when a head's rows at their last words are those of the donors."""
    places = torch.tensor([len(words) - 1 for words in into])
    rows = rows_of(lab.model, lab.encoder.batch(donors).source, tap, head, places)
    with put_into(lab.model, rows, tap, head, places):
        return translate_all(lab.model, lab.encoder, into).written


def changes(grammar: Grammar, words: Words, own: Words, donor: Words, written: Words) -> dict[str, bool]:
    """What differs between a translation after the exchange and the model's own; `donor`: its own for the other one."""
    place = next((i for i, word in enumerate(own) if word in ("il", "elle")), len(own))
    told = (place, len(own) - 2)  # the pronoun, and the adjective before the end
    pronoun = first_pronoun(written) == first_pronoun(donor) != first_pronoun(own)
    form = grammar.adjectives[words[-1]].agree("m" if first_pronoun(written) == "il" else "f")
    return {
        "pronoun": pronoun,
        "agreement": pronoun and len(written) > 1 and written[-2] == form,
        "before": written[:place] != own[:place],
        "others": len(written) != len(own) or any(a != b for i, (a, b) in enumerate(zip(written, own, strict=True))
                                                  if i not in told),
        "same": written == own,
    }  # fmt: skip


def is_moved(run: dict[str, bool]) -> bool:
    """Whether the pronoun became the other one, the adjective agrees with it, and nothing else changed."""
    return run["pronoun"] and run["agreement"] and not run["others"]


def named(block: str, head: int) -> str:
    """A head's name, as in the record `head_roles`."""
    return f"{block}[{head}]"


def example_words(lab: Lab) -> dict[str, tuple[str, ...]]:
    """What the model writes for the example's two sentences: undisturbed, and with each head's report or row moved."""
    pair = lab.pair
    words: dict[str, tuple[str, ...]] = {}
    for into, suffix in enumerate(("", ".twin")):
        words[f"sentence{suffix}"] = pair[into]
        words[f"written{suffix}"] = translate_all(lab.model, lab.encoder, [pair[into]]).written[0]
        for prefix, part in PARTS.items():
            for block, head in encoder_heads(lab.model):
                (written,) = exchange(lab, [pair[into]], [pair[1 - into]], f"{block}.{part}", head)
                words[f"written{suffix}.{prefix}{named(block, head)}"] = written
    return words


def example_rows(lab: Lab) -> dict[str, np.ndarray]:
    """Every head's report and row of weights at the last word, for the example's two sentences."""
    found: dict[str, np.ndarray] = {}
    for key, part in (("report", "mixed"), ("row", "weights")):
        names = [f"encoder.{i}.self_attn.{part}" for i in lab.model.encoder.layers]
        scopes = []
        for words in lab.pair:
            batch = lab.encoder.batch([words])
            taps = read(lab.model, batch.source, batch.read, names)
            scopes.append(np.stack([taps[name][0, :, len(words) - 1].numpy() for name in names]))  # (L, H, K)
        found[f"example.{key}"] = np.stack(scopes)
    return found


__all__ = ["transplant", "unseen_pairs"]
