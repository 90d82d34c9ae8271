"""Multi-head attention: several heads read the same words at once, and their reports add up."""

from __future__ import annotations

from scenes.kit.scene import Act
from scenes.kit.titles import TITLES
from scenes.multi_head.heads import Heads
from scenes.multi_head.roles import Roles


class MultiHead(Act):
    """The clips of the act, one after another."""

    title = TITLES["multi_head"]
    idea = "Several heads ask at once, each in its own way, and what they report is added up."
    clips = (Heads, Roles)
