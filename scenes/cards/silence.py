"""Which of the inspector's rules a card breaks on purpose, and why."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

REASON = "A card stands for a moment between clips and says nothing."
SILENT: Mapping[str, str] = MappingProxyType({"speech": REASON, "length": REASON})
