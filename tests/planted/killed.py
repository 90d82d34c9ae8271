"""Its process ends as if the system had killed it."""

from __future__ import annotations

import os
import signal

from scenes.kit.scene import ExplainerScene
from tests.sketch import SKETCH


class Killed(ExplainerScene):
    title = "Killed"
    idea = "It takes its process along."
    allowed = SKETCH

    def construct(self) -> None:
        os.kill(os.getpid(), signal.SIGKILL)
