"""Whether all that is there to be read is large: words, numbers and formulas as they are drawn."""

from __future__ import annotations

from collections.abc import Iterator

from studio.inspector.rules.findings import Finding
from studio.inspector.rules.layout import type_size
from studio.inspector.seen.stage import LIVE, Stage

SMALLEST = 30.0  # pixels of a 1080-line frame
SLACK = 0.5


def small_type(stage: Stage) -> Iterator[Finding]:
    """Texts that are set smaller than 30 px; of a formula its own letters, not what is raised or lowered in it."""
    for item in stage.texts:
        if item.in_bands or item.opacity < LIVE or not item.text.strip():
            continue
        size = type_size(item)
        if size is not None and size < SMALLEST - SLACK:
            yield Finding("small type", f"{item} is set in {size:.0f} px at 1080p, less than {SMALLEST:.0f}", (item,))
