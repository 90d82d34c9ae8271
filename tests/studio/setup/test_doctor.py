"""The doctor finds a working machine sound, and says of each broken part how to mend it."""

from __future__ import annotations

import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from model.project import MODELS
from studio.setup import doctor
from studio.system import paths


def test_this_machine_is_sound() -> None:
    found = doctor.examine()
    assert len(found) == 10 and len({check.name for check in found}) == 10
    assert [check for check in found if not check.ok or check.mend or not check.detail] == []


def test_a_missing_latex_is_named_with_its_packages_and_nothing_is_broken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    check = doctor._try("LaTeX", doctor._latex)
    assert check.ok and not check.mend
    assert check.detail.endswith("only new formulas need them: sudo apt-get install texlive-latex-base dvisvgm")


def test_a_latex_that_fails_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("latex", "kpsewhich", "dvisvgm"):
        (tmp_path / name).write_text(f"#!/bin/sh\n[ {name} != latex ] || {{ echo no article.cls; exit 1; }}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    check = doctor._try("LaTeX", doctor._latex)
    assert (check.ok, check.detail) == (False, "latex failed: no article.cls")
    assert "texlive-latex-base" in check.mend


def test_a_damaged_formula_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "SHIPPED_FORMULAS", tmp_path)
    mended = "git checkout assets/formulas"
    assert (check := doctor._try("formulas", doctor._formulas)).mend == mended and str(tmp_path) in check.detail
    (tmp_path / "0123456789abcdef.svg").write_text("<svg>")
    assert (check := doctor._try("formulas", doctor._formulas)).mend == mended and "0123456789abcdef" in check.detail


def test_a_flipped_bit_in_a_formula_or_in_the_model_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Which are still pictures and weights."""
    shutil.copytree(paths.SHIPPED_FORMULAS, formulas := tmp_path / "formulas")
    monkeypatch.setattr(paths, "SHIPPED_FORMULAS", formulas)
    picture = sorted(formulas.glob("*.svg"))[0]
    picture.write_text(picture.read_text().replace("M", "L", 1))
    check = doctor._try("formulas", doctor._formulas)
    assert (check.ok, check.mend) == (False, "git checkout assets/formulas") and picture.name in check.detail
    shutil.copytree(MODELS / "default", tmp_path / "models" / "default")
    monkeypatch.setattr("model.bundle.MODELS", tmp_path / "models")
    assert doctor._try("model", doctor._bundle).ok
    seeds = tmp_path / "models" / "default" / "seeds.json"
    seeds.write_text(seeds.read_text().replace("1", "2", 1))
    check = doctor._try("model", doctor._bundle)
    assert not check.ok and "seeds.json" in check.detail and "git checkout assets/models" in check.mend


def test_a_damaged_font_is_noticed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "Inter-Regular.otf").write_bytes(b"this is no font")
    monkeypatch.setattr(doctor, "FONTS", tmp_path)
    check = doctor._try("fonts", doctor._painting)
    assert not check.ok and "Inter-Regular.otf" in check.detail and check.mend == "git checkout assets/fonts"


def test_a_mistake_in_the_folders_settings_of_manim_breaks_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "manim.cfg").write_text("[CLI]\nframe_rate = fast\n")
    monkeypatch.chdir(tmp_path)
    check = doctor._try("Manim, Cairo, Pango, fonts", doctor._painting)
    assert check.ok and f"its settings in {tmp_path / 'manim.cfg'} change nothing here" in check.detail


def test_a_program_that_crashes_is_broken_and_no_traceback() -> None:
    with pytest.raises(doctor.Broken, match=r"^no such luck$"):
        doctor._run("import sys; sys.exit('no such luck')")
    with pytest.raises(doctor.Broken, match="exit code -6"):
        doctor._run("import os; os.abort()")


def test_a_package_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    real = doctor.version

    def version(name: str) -> str:
        if name == "safetensors":
            raise doctor.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(doctor, "version", version)
    check = doctor._try("packages", doctor._packages)
    assert (check.ok, check.detail, check.mend) == (False, "safetensors is not installed", "make setup")


def test_every_dependency_is_looked_at(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    monkeypatch.setattr(doctor, "version", lambda name: looked_at.append(name) or "0")
    said = doctor._packages()
    assert {"manim", "av", "python-pptx", "typer"} <= {*looked_at} and not [name for name in looked_at if "=" in name]
    assert said.startswith(f"{len(looked_at)} installed; not as tested: ") and said.count("(tested: ") == len(looked_at)
    assert "(tested: None)" not in said


def test_a_full_disk_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    usage = namedtuple("usage", "total used free")(10**12, 10**12, 10**8)
    monkeypatch.setattr(doctor.shutil, "disk_usage", lambda path: usage)
    check = doctor._try("disk", doctor._disk)
    assert not check.ok and "0.1 GB free" in check.detail


def test_a_cache_that_cannot_be_written_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, "/proc/nowhere")
    check = doctor._try("disk", doctor._disk)
    assert not check.ok and "/proc/nowhere" in check.detail and paths.CACHE_VARIABLE in check.mend
