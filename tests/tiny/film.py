"""The tiny film, rendered once for all tests that only need a film, a clip or a full cache."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from studio.rendering.join import Video
from studio.system import paths
from studio.system.locks import alone
from tests.tiny.render import render


@dataclass(frozen=True)
class TinyFilm:
    """A rendered film, which no test changes; one that wants to takes a copy of ``folder``.

    Attributes:
        folder: holds the film's files, and ``cache``, ``formulas`` and ``trace.npz``.
        video: the film.
    """

    folder: Path
    video: Video


@pytest.fixture(scope="session")
def tiny_film(shared: Path) -> TinyFilm:
    """The tiny film with captions on the picture."""
    return _render(shared, "tiny-film", burned=True)


@pytest.fixture(scope="session")
def plain_film(shared: Path) -> TinyFilm:
    """The tiny film without captions on the picture."""
    return _render(shared, "plain-film", burned=False)


def _render(shared: Path, name: str, *, burned: bool) -> TinyFilm:
    """The first of the processes that run the tests renders the clips, the others find them in the cache."""
    folder = shared / name
    with alone(shared), pytest.MonkeyPatch.context() as patch:
        folder.mkdir(exist_ok=True)
        patch.setenv(paths.CACHE_VARIABLE, str(folder / "cache"))
        return TinyFilm(folder, render(folder, burned=burned))
