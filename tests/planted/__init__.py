"""An act for tests of ``inspect``: a clip that is right, one with two faults, and some that do not run to their end."""

from __future__ import annotations

from scenes.kit.scene import Act
from tests.planted.broken import Broken
from tests.planted.killed import Killed
from tests.planted.right import Right
from tests.planted.slow import Slow
from tests.planted.wrong import Wrong


class Planted(Act):
    title = "Planted"
    clips = (Right, Wrong, Broken, Slow, Killed)
