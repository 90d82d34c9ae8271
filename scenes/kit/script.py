"""What a clip says, told apart from what it shows: lines chosen by the trace, with their values and their verdicts.

A clip with a script can be checked for many sentences without a stage, and spoken before it is animated.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from model.trace import Tensor
from scenes.kit.claims import as_claim


@dataclass(frozen=True)
class Said:
    """A line to be spoken.

    Attributes:
        template: a plain literal (so that gettext tools can extract it) with ``{names}`` and formats; ``|`` cuts cues.
        values: claims and words of the sentence by these names.
        holds: for each verdict of the line, the words that give it ("grows", "only", "all"), whether it is so.
    """

    template: str
    values: Mapping[str, object]
    holds: Mapping[str, bool]


Script = Mapping[str, Said]
"""The lines of a clip by their names, in the order in which they are spoken."""


def said(template: str, *, holds: Mapping[str, Any] | None = None, **values: Any) -> Said:
    """A line from a template, its verdicts, and its values: claims, one-number Tensors (taken as Measured) or words."""
    claims = {name: as_claim(value) if isinstance(value, Tensor) else value for name, value in values.items()}
    verdicts = {words: bool(so) for words, so in (holds or {}).items()}
    return Said(template, MappingProxyType(claims), MappingProxyType(verdicts))
