"""Where things are kept."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MODELS = ROOT / "assets" / "models"
CACHE_VARIABLE = "EXPLAINER_CACHE"
SHIPPED_FORMULAS = ROOT / "assets" / "formulas"
"""The formulas that come with the project, each named by the digest of what LaTeX was given."""


def cache() -> Path:
    """The folder of what can be made again: finished clips, traces, typeset formulas."""
    return Path(os.environ.get(CACHE_VARIABLE) or ROOT / "out" / ".cache")


def formulas() -> Path:
    """The folder of typeset formulas."""
    return cache() / "formulas"


def letters() -> Path:
    """The folder of outlines of texts."""
    return cache() / "letters"


def clips() -> Path:
    """The folder of finished clips."""
    return cache() / "clips"


def recordings() -> Path:
    """The folder of clips as they were painted."""
    return cache() / "recordings"


def spoken_lines() -> Path:
    """The folder of lines of narration as voices have spoken them."""
    return cache() / "voice"
