"""Addresses of acts and clips as the files alone tell them, for tab completion: no scene is imported."""

from __future__ import annotations

from scenes import act_names
from studio.system import paths


def addresses_from_files() -> list[str]:
    """``film``, the acts, and ``act/clip`` for each file of an act."""
    found = ["film", *act_names()]
    for act in act_names():
        files = sorted((paths.ROOT / "scenes" / act).glob("[!_]*.py"))
        found += [f"{act}/{file.stem}" for file in files if "def construct(" in file.read_text(encoding="utf-8")]
    return found
