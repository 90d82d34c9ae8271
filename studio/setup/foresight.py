"""What a training will take, and what a film of its bundle will have: said before it starts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

from model.grammar import DEFAULT_PATH, Grammar
from model.project import MODELS
from scenes import clips

MEASURED = MODELS / "default"
"""The bundle whose records say how long a search and the experiments took."""
BY_TRAINING = ("experiments/training_run",)
"""What training itself records."""


def needs_experiments() -> list[str]:
    """The addresses of the clips that show what only ``train --all`` measures."""
    return [
        clip.address()
        for clip in clips()
        if any(scope.startswith(("experiments/", "ablated.")) and scope not in BY_TRAINING for scope in clip.needs)
    ]


def minutes_of_all(jobs: int) -> float:
    """Minutes that the search for a seed and all experiments took for the film's own bundle, on so many processes."""
    rows = json.loads((MEASURED / "seeds.json").read_text(encoding="utf-8"))["rows"]
    spent = [row["seconds"] for row in rows]
    for file in sorted((MEASURED / "experiments").glob("*.json")):
        spent.append(json.loads(file.read_text(encoding="utf-8"))["seconds"])
    return float(sum(spent)) / 60 / max(1, jobs)


def foresee(words: Grammar, *, everything: bool, jobs: int) -> Iterator[str]:
    """Lines to read before a training with some words: what it takes, what its film will lack, what may not fit."""
    minutes = minutes_of_all(jobs)
    if everything:
        yield f"this takes about {minutes:.0f} minutes on a machine like the one that made the film's own bundle"
    else:
        missing = needs_experiments()
        yield (
            f"a film of this bundle will have {len(clips()) - len(missing)} of {len(clips())} clips; "
            f"--all measures what the others show, in about {minutes:.0f} minutes more: {', '.join(missing)}"
        )
    if wide := list(find_wide_words(words)):
        yield f"longer than any word that the film was tried with, perhaps too wide for its pictures: {', '.join(wide)}"


def find_wide_words(words: Grammar, tried: Path = DEFAULT_PATH) -> Iterator[str]:
    """The words of a grammar that are longer than the longest of the film's own, in either language."""
    own = Grammar.load(tried)
    for new, known in (
        (words.source_vocabulary, own.source_vocabulary),
        (words.target_vocabulary, own.target_vocabulary),
    ):
        longest = max(map(len, known))
        yield from (word for word in new if len(word) > longest)
