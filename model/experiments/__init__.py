"""Measured side stories: what each part of the model is for, and what the model does when it is disturbed.

Every experiment is one function `Lab -> Record`; its Schema, which stands above it, says what the record holds. The
record lies in the bundle as `experiments/NAME.npz` and `.json` and in a Trace as `experiments/NAME/ARRAY`; its words
are `trace.words["experiments/NAME/WORDS"]`.
"""

from __future__ import annotations

from model.experiments.record import Record, Schema
from model.experiments.run import EXPERIMENTS, SCHEMAS, run_all

__all__ = ["EXPERIMENTS", "SCHEMAS", "Record", "Schema", "run_all"]
