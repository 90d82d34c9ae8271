"""What the tests on drawn values share: an inspector of small scenes, and tensors to draw."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from manim import Mobject

from model.trace import Tensor
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import inspect_clip
from tests.tiny.render import write_trace

RULES = {"wrong length", "wrong place", "wrong colour", "wrong order", "no legend"}
Construct = Callable[[ExplainerScene], None]
Inspect = Callable[[Construct], set[str]]


def inspector(folder: Path, shared: pytest.TempPathFactory) -> Inspect:
    """Says which rules on drawn values a construct() breaks; formulas are typeset once for all tests."""

    def run(construct: Construct) -> set[str]:
        clip = type("Case", (ExplainerScene,), {"construct": construct, "title": "Case", "__module__": __name__})
        formulas = shared.getbasetemp() / "formulas"
        report = inspect_clip(clip, Setting(str(write_trace(folder))), QUALITIES["draft"], formulas)
        return {problem.rule for problem in report.problems} & RULES

    return run


def vector(seed: int, count: int = 6) -> Tensor:
    return Tensor(f"main/vector.{seed}", ("K",), np.random.default_rng(seed).normal(size=count))


def matrix(seed: int, rows: int = 3, columns: int = 4) -> Tensor:
    return Tensor(f"main/matrix.{seed}", ("S", "K"), np.random.default_rng(seed).normal(size=(rows, columns)))


def shares(seed: int, rows: int = 3, columns: int = 4) -> Tensor:
    raw = np.exp(2 * np.random.default_rng(seed).normal(size=(rows, columns)))
    return Tensor(f"main/shares.{seed}", ("S", "S"), raw / raw.sum(axis=1, keepdims=True))


EDGES = Tensor("main/edges", ("U",), np.linspace(-2, 2, 6))
STEPS = np.arange(6.0)


def plot_of(scene: ExplainerScene, seed: int, *, log: bool = False) -> Plot:
    plot = Plot(scene.theme, x=(0, 5), y=(0.01, 3) if log else (-3, 3), y_log=log)
    plot.draw(
        "a", STEPS, Tensor("main/curve", ("U",), np.abs(vector(seed).values) + 0.02 if log else vector(seed).values)
    )
    return plot


def longest(strip: VectorStrip) -> Mobject:
    """The bar of the largest value."""
    return strip.bar(int(np.abs(strip.values).argmax()))
