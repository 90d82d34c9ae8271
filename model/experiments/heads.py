"""What each head does: its scores by role, and what goes wrong when it is silenced.

Attention is a clue and no proof, so every head is also switched off, and the mistakes are counted by kind.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from model.experiments.lab import SEED, Lab
from model.experiments.measure import blind_choice, same_gender, translate_all
from model.experiments.mistakes import KINDS, Judge
from model.experiments.record import Record, Schema
from model.experiments.roles import CROSS_ROLES, ENCODER_ROLES, SELF_ROLES, Pairs, decoder_pairs, encoder_pairs
from model.experiments.taps import read
from model.grammar import Words
from model.hooks import encoder_attention, silence

Heads = dict[str, Sequence[int] | None]
Progress = Callable[[int, int, str], None]


HEAD_ROLES = Schema(
    "head_roles",
    {
        "*.scores": ("L H role", "mean weight on the role's cells, of encoder, decoder.self and decoder.cross"),
        "*.leads": ("L H role", "share of rows in which they lead"),
        "*.best": ("L H", "the role that describes a head best, -1 for none"),
        "*.uniform": ("role", "what equal shares would give to the cells"),
        "*.count": ("role", "number of rows with the role"),
        "errors": ("condition kind", "sentences with a mistake of a kind while the condition's heads are silenced"),
        "exact": ("condition", "share of sentences that come out word for word"),
        "pronoun": ("condition", "share of right pronouns"),
        "right": ("condition", "number of right pronouns"),
        "decisive": ("", "the condition of the encoder head that costs most pronouns"),
        "decisive.layer decisive.head": ("", "where that head is, from 0"),
        "sentences with_pronoun": ("", "number of unseen sentences, and of those with a pronoun"),
        "same_gender": ("", "number of those whose two nouns have one gender"),
        "blind_pronoun": ("", "share of the same pronouns that blind choice of a noun gets right"),
    },
    {
        "conditions": "what is silenced: nothing, a head, a block, all of the encoder's attention",
        "kinds": "of mistakes",
        "encoder.roles decoder.self.roles decoder.cross.roles": "the roles of each kind of attention",
        "sentence sentence.twin": "the default sentence and its twin",
        "written.*": "written.CONDITION and written.twin.CONDITION: what the model writes for them",
    },
)


def conditions(lab: Lab) -> dict[str, Heads]:
    """What is silenced, by name: nothing, each head, each block of the encoder, and the whole encoder's attention."""
    model, heads = lab.model, range(lab.model.config.heads)
    found: dict[str, Heads] = {"nothing": {}}
    blocks = [f"encoder.{i}.self_attn" for i in model.encoder.layers]
    for block in blocks:
        found |= {f"{block}[{h}]": {block: [h]} for h in heads}
    found |= {block: {block: None} for block in blocks}
    found["encoder"] = dict(encoder_attention(model))
    for kind in ("self_attn", "cross_attn"):
        for i in model.decoder.layers:
            found |= {f"decoder.{i}.{kind}[{h}]": {f"decoder.{i}.{kind}": [h]} for h in heads}
    return found


def count_mistakes(lab: Lab, sentences: Sequence[Words], silenced: Heads) -> tuple[list[int], float, float]:
    """Sentences with a mistake of each kind, and the exact and pronoun shares, with some heads silenced."""
    with silence(lab.model, silenced):
        result = translate_all(lab.model, lab.encoder, sentences)
    return Judge(lab.grammar).count(sentences, result.written), result.exact, result.pronoun


def head_roles(lab: Lab, sentences: int = 600, progress: Progress | None = None) -> Record:
    """Scores of every head by role over unseen sentences, and the mistakes with each head silenced."""
    unseen = lab.unseen(sentences, seed=SEED)
    arrays = role_scores(lab, unseen)
    chosen = conditions(lab)
    names = tuple(chosen)
    errors, exact, pronoun = [], [], []
    words: dict[str, tuple[str, ...]] = {}
    twin = lab.grammar.twin(lab.default) or lab.default
    for done, (name, silenced) in enumerate(chosen.items()):
        counts, all_right, pronoun_right = count_mistakes(lab, unseen, silenced)
        errors.append(counts)
        exact.append(all_right)
        pronoun.append(pronoun_right)
        with silence(lab.model, silenced):
            shown = translate_all(lab.model, lab.encoder, [lab.default, twin])
        words |= {f"written.{name}": shown.written[0], f"written.twin.{name}": shown.written[1]}
        if progress:
            progress(done + 1, len(chosen), f"silenced {name}")
    single = [i for i, name in enumerate(names) if name.startswith("encoder.") and name.endswith("]")]
    decisive = min(single, key=lambda i: pronoun[i])
    layer, head = divmod(single.index(decisive), lab.model.config.heads)
    same, with_it = same_gender(lab.grammar, unseen)
    return HEAD_ROLES.record(
        SEED,
        {"sentences": sentences, "with a pronoun": with_it},
        {
            **arrays,
            "errors": errors,
            "exact": exact,
            "pronoun": pronoun,
            "right": [round(share * with_it) for share in pronoun],
            "decisive": decisive,
            "decisive.layer": layer,
            "decisive.head": head,
            "sentences": sentences,
            "with_pronoun": with_it,
            "same_gender": same,
            "blind_pronoun": blind_choice(same, with_it),
        },
        {
            "conditions": names,
            "kinds": KINDS,
            "encoder.roles": ENCODER_ROLES,
            "decoder.self.roles": SELF_ROLES,
            "decoder.cross.roles": CROSS_ROLES,
            "sentence": lab.default,
            "sentence.twin": twin,
            **words,
        },
    )


def role_scores(lab: Lab, sentences: Sequence[Words]) -> dict[str, NDArray[Any]]:
    """For each part: mean weight on the wanted cells, share of rows where they lead, uniform weight, and how many."""
    model, grammar = lab.model, lab.grammar
    parts = {
        "encoder": ([f"encoder.{i}.self_attn.weights" for i in model.encoder.layers], ENCODER_ROLES),
        "decoder.self": ([f"decoder.{i}.self_attn.weights" for i in model.decoder.layers], SELF_ROLES),
        "decoder.cross": ([f"decoder.{i}.cross_attn.weights" for i in model.decoder.layers], CROSS_ROLES),
    }
    tallies = {part: Tally(len(taps), model.config.heads, roles) for part, (taps, roles) in parts.items()}
    for words in sentences:
        batch = lab.encoder.batch([words])
        taps = read(model, batch.source, batch.read, [name for names, _ in parts.values() for name in names])
        own, cross = decoder_pairs(grammar, words)
        for part, pairs in (
            ("encoder", encoder_pairs(grammar, words)),
            ("decoder.self", own),
            ("decoder.cross", cross),
        ):
            maps = torch.stack([taps[name][0] for name in parts[part][0]]).numpy()  # (L, H, rows, columns)
            tallies[part].add(maps, pairs, causal=part == "decoder.self")
    found: dict[str, NDArray[Any]] = {}
    for part, tally in tallies.items():
        found |= {f"{part}.{key}": value for key, value in tally.result().items()}
    return found


class Tally:
    """Sums over the cells of each role."""

    def __init__(self, layers: int, heads: int, roles: Sequence[str]) -> None:
        self.roles = roles
        self.weight = np.zeros((layers, heads, len(roles)))
        self.leads = np.zeros((layers, heads, len(roles)))
        self.uniform = np.zeros(len(roles))
        self.count = np.zeros(len(roles), dtype=int)

    def add(self, maps: NDArray[np.float32], pairs: Pairs, causal: bool) -> None:
        """Count one sentence's maps (L, H, rows, columns)."""
        for number, role in enumerate(self.roles):
            for row, columns in pairs[role]:
                self.weight[:, :, number] += maps[:, :, row, list(columns)].sum(-1)
                self.leads[:, :, number] += np.isin(maps[:, :, row].argmax(-1), columns)
                self.uniform[number] += len(columns) / (row + 1 if causal else maps.shape[-1])
                self.count[number] += 1

    def result(self) -> dict[str, NDArray[Any]]:
        """Means over all rows of a role, (L, H, role), (L, H) or (role); nan where a role never occurred."""
        with np.errstate(invalid="ignore"):
            means, leads = self.weight / self.count, self.leads / self.count
            return {
                "scores": means,
                "leads": leads,
                "best": best_roles(means, leads),
                "uniform": self.uniform / self.count,
                "count": self.count,
            }


def best_roles(means: NDArray[np.float64], leads: NDArray[np.float64]) -> NDArray[np.int64]:
    """The role that describes each head best: the largest mean weight, -1 if its cells lead in under half of the rows.

    Of roles as good as the best (within 0.02) the first in the list, which is the more general. (L, H, role) -> (L, H).
    """
    means = np.nan_to_num(means)
    first = (means >= means.max(-1, keepdims=True) - 0.02).argmax(-1)  # (L, H)
    lead = np.take_along_axis(np.nan_to_num(leads), first[..., None], axis=-1)[..., 0]
    return np.where(lead >= 0.5, first, -1)


__all__ = ["conditions", "count_mistakes", "head_roles", "role_scores"]
