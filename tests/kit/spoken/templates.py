"""Every template of narration in the clips, read from their sources, and values that fit it."""

from __future__ import annotations

import ast
from functools import cache
from string import Formatter

from model.tokens import Token
from model.trace import Size
from scenes.kit.counts import Fact
from tests.sources import SOURCES, at, inside, named, parsed

WORDS = Token("cat", "source", 2), Token("chat", "target", 1), Token("⟨end⟩", "target", 12), "it was"
LARGE, SMALL = 46784.0625, -0.0071


@cache
def templates() -> dict[str, str]:
    """Each template by the place where it stands."""
    found = {}
    for path in (path for path in SOURCES if inside(named(path), "scenes")):
        for node in ast.walk(parsed(path)):
            call = ast.unparse(node.func).rpartition(".")[2] if isinstance(node, ast.Call) else ""
            if call in ("say", "said") and node.args and isinstance(node.args[0], ast.Constant):
                found[at(path, node.lineno)] = node.args[0].value
    return found


def specs() -> set[str]:
    """The formats of all values in all templates."""
    return {spec for text in templates().values() for _, name, spec, _ in Formatter().parse(text) if name and spec}


def values_for(template: str, turn: int) -> dict[str, object]:
    """Values of every kind in turn: numbers where the template rounds them, words and counts where it does not."""
    values: dict[str, object] = {}
    for place, (_, name, spec, _) in enumerate(Formatter().parse(template), start=turn):
        if name and spec:
            number = (LARGE, SMALL)[place % 2]
            values[name] = Fact(round(number) if spec.endswith("d") else number, ("planted",))
        elif name:
            values[name] = (*WORDS, Size("S", "n", 12))[place % 5]
    return values
