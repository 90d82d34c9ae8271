"""`python -m tests.bundles`: make the bundle `guessing`, which errs, from the default bundle's checkpoints.

It is the default run as if it had ended at the step of the record `step_from_guess`: the weights and the diary up to
there are the run's own. All experiments are measured on them, and the models without one part are trained for as many
steps. There is no trace in it, which would be larger than all else: tests record the traces that they need.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import torch

from model.bundle import Bundle
from model.experiments import run_all
from model.experiments.lab import Lab
from model.make import RUN, write_run
from model.manifest import write_manifest
from model.train import Run
from tests.bundles import GUESSING

COMMAND = "python -m tests.bundles"


def make(folder: Path) -> None:
    """Write the bundle into the folder; what is there already is kept."""
    torch.set_num_threads(1)
    whole = Bundle.load("default")
    last = int(whole.experiment("step_from_guess").arrays["step"])
    diary = whole.experiment(RUN)
    rows = diary.arrays["step"] <= last
    kept = {
        step: {name: values.astype(np.float16) for name, values in whole.weights(f"step_{step}").items()}
        for step in whole.steps
        if step <= last
    }
    run = Run(
        whole.module(f"step_{last}"),
        replace(Lab(whole).plan, steps=last, checkpoints=len(kept)),
        float(diary.meta["seconds"]),
        float(diary.meta["processor_seconds"]),
        {name: values[rows] for name, values in diary.arrays.items()},
        kept,
    )
    write_run(folder, whole.grammar, run, COMMAND)
    run_all(Bundle.load(folder), progress=lambda done, total, line: print(f"{done}/{total} {line}", flush=True))
    (folder / "trace.npz").unlink(missing_ok=True)
    write_manifest(folder)


if __name__ == "__main__":
    make(GUESSING)
