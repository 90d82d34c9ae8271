"""A formula is never shown other than it was typeset: whatever happens to its file is noticed when it is read."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from manim import tempconfig
from manim.mobject.text import tex_mobject

from model.manifest import MANIFEST
from scenes.kit import shipped_formulas
from scenes.kit.mobjects.formula import TEMPLATE
from studio.painting import formulas
from studio.system import paths
from studio.system.errors import StudioError
from tests.properties.inputs import few_or_many, spoilt

PICTURE = sorted(paths.SHIPPED_FORMULAS.glob("*.svg"))[0]
WHOLE = PICTURE.read_bytes()
MEND = "is damaged; mend it with: git checkout assets/formulas"


def flipped(place: int, whole: bytes) -> bytes:
    """A file of which one bit is another."""
    return whole[: place // 8] + bytes([whole[place // 8] ^ 1 << place % 8]) + whole[place // 8 + 1 :]


def damaged(whole: bytes) -> st.SearchStrategy[bytes]:
    """A file with one bit flipped, or with bytes changed, left out, put in or cut off."""
    flips = st.integers(0, 8 * len(whole) - 1).map(lambda place: flipped(place, whole))
    return st.one_of(flips, spoilt(whole)).filter(lambda content: content != whole)


def ask(folder: Path) -> bytes:
    """The picture of a formula as a clip gets it, from those in ``folder``."""
    with tempfile.TemporaryDirectory() as copies, formulas.formulas_from(folder, Path(copies)):
        return tex_mobject.tex_to_svg_file("x", tex_template=TEMPLATE).read_bytes()


@few_or_many(60, 4000)
def test_a_kept_formula_that_is_not_as_it_was_typeset_is_typeset_again(
    trials: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []

    def typeset(code: str, *_: object) -> bytes:
        asked.append(code)
        return WHOLE

    monkeypatch.setattr(formulas, "typeset", typeset)
    assert ask(tmp_path) == ask(tmp_path) == WHOLE and len(asked) == 1
    (file,) = tmp_path.iterdir()
    kept = file.read_bytes()

    @trials
    @given(damaged(kept))
    @example(WHOLE)  # without a sum
    @example(b"")
    def check_them(content: bytes) -> None:
        file.write_bytes(content)
        before = len(asked)
        assert ask(tmp_path) == ask(tmp_path) == WHOLE
        assert len(asked) == before + 1 and file.read_bytes() == kept

    check_them()


@few_or_many(60, 4000)
def test_a_shipped_formula_that_is_not_as_the_manifest_says_is_one_line(
    trials: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for file in (PICTURE, paths.SHIPPED_FORMULAS / MANIFEST):
        shutil.copy(file, tmp_path)
    monkeypatch.setattr(paths, "SHIPPED_FORMULAS", tmp_path)
    monkeypatch.setattr(formulas, "tex_hash", lambda code: PICTURE.stem)
    assert ask(tmp_path / "kept") == WHOLE

    @trials
    @given(damaged(WHOLE))
    def check_them(content: bytes) -> None:
        (tmp_path / PICTURE.name).write_bytes(content)
        with pytest.raises(StudioError, match=MEND):
            ask(tmp_path / "kept")

    check_them()


@few_or_many(60, 1000)
def test_plain_manim_is_given_whole_formulas_or_one_line(
    trials: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shipped_formulas, "FORMULAS", tmp_path / "shipped")
    shipped = shutil.copytree(paths.SHIPPED_FORMULAS, tmp_path / "shipped") / PICTURE.name
    laid_out = tmp_path / "media" / PICTURE.name

    @trials
    @given(damaged(WHOLE), st.booleans())
    def check_them(content: bytes, of_manims: bool) -> None:
        shipped.write_bytes(WHOLE)
        with tempconfig({"tex_dir": str(laid_out.parent)}):
            shipped_formulas.lay_out_formulas()
            assert laid_out.read_bytes() == WHOLE
            if of_manims:  # a copy in Manim's own folder is laid out anew
                laid_out.write_bytes(content)
                shipped_formulas.lay_out_formulas()
                assert laid_out.read_bytes() == WHOLE
                return
            shipped.write_bytes(content)
            laid_out.unlink()
            with pytest.raises(SystemExit, match=f"^error: .*{PICTURE.name} {MEND}$"):
                shipped_formulas.lay_out_formulas()
            assert not laid_out.exists()

    check_them()
