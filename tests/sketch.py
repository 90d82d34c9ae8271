"""Small scenes of tests are sketches: they are asked whether they are true, not how they are staged."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

STAGING = (
    "no hero",
    "two heroes",
    "small type",
    "aligned axes",
    "crumpled",
    "without a source",
    "scale under marks",
    "nothing happens",
    "speech",
    "wordy poster",
    "length",
)
SKETCH: Mapping[str, str] = MappingProxyType(dict.fromkeys(STAGING, "A sketch for a test is not staged."))
"""What a small scene may break: ``allowed`` of its class."""
