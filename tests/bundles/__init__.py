"""Bundles for tests: `guessing`, the default run stopped where its pronouns are still guesses, so that it errs."""

from __future__ import annotations

from pathlib import Path

GUESSING = Path(__file__).resolve().parent / "guessing"
