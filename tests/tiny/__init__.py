"""Two clips of a few seconds and the trace that they need, for tests of the studio; as an act they are a film."""

from __future__ import annotations

from scenes.kit.scene import Act
from tests.tiny.bars import Bars
from tests.tiny.waits import Waits


class Tiny(Act):
    title = "Tiny"
    clips = (Bars, Waits)
