"""Running experiments: which there are, one at a time or several at once, again only when the weights have changed."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

import torch

from model.bundle import Bundle, BundleError
from model.experiments.ablations import ABLATIONS, PARTS, ablation
from model.experiments.chance import SAMPLING, SCALING, sampling, scaling
from model.experiments.fine_tuning import FINE_TUNING, fine_tuning
from model.experiments.guess import STEP_FROM_GUESS, step_from_guess
from model.experiments.heads import HEAD_ROLES, head_roles
from model.experiments.lab import Lab
from model.experiments.losses import CACHE, LEARNING, LOSS, PARAMETERS, cache, learning, loss, parameters
from model.experiments.neurons import NEURONS, neurons
from model.experiments.record import Record, Schema
from model.experiments.relay import RELAY, relay
from model.experiments.transplant import TRANSPLANT, transplant
from model.make import write_default_trace

Progress = Callable[[int, int, str], None]

EXPERIMENTS: Mapping[str, Callable[[Lab], Record]] = {
    "learning": learning,
    "scaling": scaling,
    "head_roles": head_roles,
    "transplant": transplant,
    "step_from_guess": step_from_guess,
    "loss": loss,
    "sampling": sampling,
    "cache": cache,
    "parameters": parameters,
    "fine_tuning": fine_tuning,
    "neurons": neurons,
    "relay": relay,
    **{name: partial(ablation, name=name) for name in PARTS},
}
SCHEMAS: Mapping[str, Schema] = {
    schema.name: schema
    for schema in (
        LEARNING,
        SCALING,
        HEAD_ROLES,
        TRANSPLANT,
        STEP_FROM_GUESS,
        LOSS,
        SAMPLING,
        CACHE,
        PARAMETERS,
        FINE_TUNING,
        NEURONS,
        RELAY,
        *ABLATIONS.values(),
    )
}
"""What the record of each experiment holds."""


def run_all(
    bundle: Bundle,
    progress: Progress | None = None,
    only: Sequence[str] | None = None,
    resume: bool = True,
    jobs: int = 1,
) -> list[str]:
    """Measure every experiment (or `only` some) and put the records into the bundle; returns the names measured.

    With `resume`, an experiment whose record belongs to these weights is kept. The bundle's trace of the default
    sentence is made anew if anything in the bundle has changed since. Raises ValueError for an unknown name.
    """
    unknown = set(only or ()) - set(EXPERIMENTS)
    if unknown:
        raise ValueError(f"no experiment {sorted(unknown)[0]!r}; there are: {', '.join(EXPERIMENTS)}")
    wanted = [name for name in EXPERIMENTS if only is None or name in only]
    missing = [name for name in wanted if not (resume and is_measured(bundle, name))]
    if missing:
        if progress:
            progress(0, len(missing), f"experiment {missing[0]}")
        tasks = [(str(bundle.path), name) for name in missing]
        if jobs == 1:
            _watch(map(run_one, tasks), len(tasks), progress)
        else:
            tasks.sort(key=lambda task: task[1] not in PARTS)  # the longest first
            with multiprocessing.get_context("spawn").Pool(min(jobs, len(tasks))) as pool:
                _watch(pool.imap_unordered(run_one, tasks), len(tasks), progress)
    write_default_trace(Bundle.load(bundle.path), resume=True)
    return missing


def _watch(results: Iterable[tuple[str, float]], total: int, progress: Progress | None) -> None:
    for done, (name, seconds) in enumerate(results, start=1):
        if progress:
            progress(done, total, f"experiment {name}: {seconds:.0f} s")


def run_one(task: tuple[str, str]) -> tuple[str, float]:
    """Measure one experiment on one thread (its numbers then do not depend on the machine's load) and keep it."""
    path, name = task
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        started = time.perf_counter()
        bundle = Bundle.load(path)
        record = EXPERIMENTS[name](Lab(bundle))
        seconds = time.perf_counter() - started
        record.save(bundle, seconds)
        return name, seconds
    finally:
        torch.set_num_threads(threads)


def is_measured(bundle: Bundle, name: str) -> bool:
    """Whether the bundle has this record for these weights, and the weights that it made."""
    if name in PARTS and name not in bundle.ablations:
        return False
    try:
        bundle.experiment(name)
    except BundleError:
        return False
    return True
