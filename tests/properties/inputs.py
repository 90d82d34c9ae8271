"""Inputs that nobody thought of: bytes, and files with some bytes changed. The default run always has the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

CORPUS = Path(__file__).resolve().parent.parent / "corpus"
COMMON: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "print_blob": True,
    "suppress_health_check": [HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
}

Test = Callable[..., None]


def few_or_many(few: int, many: int) -> Any:
    """Parametrise a test over how many inputs it tries: few in the default run, the same each time, else many new."""
    return pytest.mark.parametrize(
        "trials",
        [
            pytest.param(settings(max_examples=few, derandomize=True, **COMMON), id="few"),
            pytest.param(settings(max_examples=many, **COMMON), id="many", marks=pytest.mark.long),
        ],
    )


def corpus(kind: str) -> list[Path]:
    """Inputs of a kind that once failed."""
    return sorted((CORPUS / kind).glob("*"))


@st.composite
def spoilt(draw: st.DrawFn, whole: bytes) -> bytes:
    """A file that was whole, with up to four changes: bytes overwritten, left out or put in, or its end cut off."""
    data = whole
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, max(len(data) - 1, 0)))
        some = draw(st.binary(min_size=1, max_size=8))
        kept = {"over": place + len(some), "in": place, "out": place + draw(st.integers(1, 40)), "cut": len(data)}
        how = draw(st.sampled_from(sorted(kept)))
        data = data[:place] + (some if how in ("over", "in") else b"") + data[kept[how] :]
    return data


def any_bytes(whole: bytes) -> st.SearchStrategy[bytes]:
    """Bytes of no kind, or a file that was whole."""
    return st.one_of(spoilt(whole), spoilt(whole), st.binary(max_size=200))
