"""Clips for tests of the inspector: a small trace, and the rules that a construct() breaks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
from manim import FadeIn, Mobject

from model.formulas import FORMULAS
from model.trace import build
from scenes.kit.claims import Claim
from scenes.kit.mobjects.formula import FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import Report, inspect_clip
from tests.numbers import some
from tests.sketch import SKETCH

WEIGHTS = np.array([[0.25, 0.5, 0.25], [0.125, 0.75, 0.125], [0.3, 0.3, 0.4]], dtype=np.float32)
CODE_FILE = "scenes/self_attention/parts/in_code_attend.py"
Construct = Callable[[ExplainerScene], None]
Inspect = Callable[[Construct], set[str]]
Make = Callable[[ExplainerScene], Mobject]


def small_setting(folder: Path) -> Setting:
    """A trace of two matrices."""
    path = folder / "trace.npz"
    arrays = {"main/weights": WEIGHTS, "main/values": np.arange(6, dtype=np.float32).reshape(3, 2)}
    axes = {"main/weights": ("S", "S"), "main/values": ("S", "K")}
    build(arrays, axes, {"source": ("a", "b", "c")}, {"sizes": {"S": 3, "K": 2}}).save(path)
    return Setting(str(path))


def reporter(folder: Path) -> Callable[..., Report]:
    """What inspects a construct() as a clip, in a theme, with more attributes of its class; files stand in a folder."""
    setting = small_setting(folder)

    def run(construct: Construct, theme: str = "dark", **attributes: object) -> Report:
        own = {"construct": construct, "title": "Case", "__module__": construct.__module__, **attributes}
        own["allowed"] = {**SKETCH, **attributes.get("allowed", {})}
        clip = type("Case", (ExplainerScene,), own)
        return inspect_clip(clip, replace(setting, theme_name=theme), QUALITIES["draft"], folder / "formulas")

    return run


def rules(report: Report) -> set[str]:
    """The rules that a clip broke, but for its length: these clips are short."""
    return {problem.rule for problem in report.problems} - {"length"}


def inspector(folder: Path) -> Inspect:
    """What says which rules a construct() breaks as a clip; its files stand in a folder."""
    run = reporter(folder)
    return lambda construct: rules(run(construct))


def showing(make: Make) -> Construct:
    """A clip that shows one thing for 3 s."""

    def construct(self: ExplainerScene) -> None:
        self.play(FadeIn(make(self)), run_time=1.0)
        self.rest(2.0)

    return construct


def number(scene: ExplainerScene, claim: Claim | int = 12, **how: object) -> NumberText:
    """A count, or another claim."""
    return NumberText(some(claim) if isinstance(claim, int) else claim, scene.theme, **how)  # type: ignore[arg-type]


def words(scene: ExplainerScene, text: str = "words", **how: object) -> Words:
    """Some words."""
    return Words(text, scene.theme, **how)  # type: ignore[arg-type]


def formula(scene: ExplainerScene, name: str = "mixed") -> FormulaTex:
    """A formula of the film."""
    return FormulaTex(FORMULAS[name], scene.theme)
