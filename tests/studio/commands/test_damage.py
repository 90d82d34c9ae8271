"""Damaged files and characters that steer a terminal end in one printable line with the right exit code."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from model.bundle import MODEL
from model.bundle_files import read_arrays, read_metadata, write_weights
from studio.system import paths
from studio.system.errors import printable
from tests.bundles import GUESSING
from tests.command_line import Run


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GUESSING, tmp_path / "mine"))


def the_line(done: subprocess.CompletedProcess[str], code: int) -> str:
    """The one line of an error; nothing else may be said."""
    assert done.returncode == code, done.stderr
    line = done.stderr.removesuffix("\n")
    assert line.startswith("error: ") and line.isprintable(), repr(line)
    return line


@pytest.mark.parametrize("command", [["trace"], ["clip", "cards/title"], ["inspect", "cards/title"]])
@pytest.mark.parametrize("name", ["model.safetensors", "experiments/learning.npz"])
def test_a_flipped_bit_in_a_bundle(render_py: Run, copy: Path, command: list[str], name: str) -> None:
    data = bytearray((copy / name).read_bytes())
    data[-20] ^= 4
    (copy / name).write_bytes(data)
    line = the_line(render_py(*command, "--bundle", str(copy)), 2)
    assert str(copy / name) in line and "is damaged" in line


@pytest.mark.parametrize("change", [{"mask": "x"}, {"encoder_layers": 10**12}], ids=str)
def test_a_configuration_that_cannot_be(render_py: Run, copy: Path, change: dict[str, object]) -> None:
    known = read_metadata(copy / MODEL)
    config = json.dumps({**json.loads(known["config"]), **change})
    write_weights(copy / MODEL, read_arrays(copy / MODEL), {**known, "config": config})
    assert "train it again" in the_line(render_py("trace", "--bundle", str(copy)), 2)


@pytest.mark.parametrize("wrong", ["\x1b[31mred", "a\rb", "a\x07", "\u202eabc", "\x9b2J"])
def test_control_characters_do_not_reach_the_terminal(render_py: Run, wrong: str) -> None:
    for command in (["clip", wrong], ["trace", f"the {wrong} horse"], ["trace", "--bundle", wrong], [wrong]):
        the_line(render_py(*command), 2)


def test_on_windows_one_line_says_what_to_use() -> None:
    code = "import runpy, sys; sys.platform = 'win32'; runpy.run_path('render.py', run_name='__main__')"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT)
    assert done.returncode == 1 and "use WSL, or the container" in the_line(done, 1)


def test_what_steers_a_terminal_is_shown_by_its_number_and_letters_of_all_languages_stay() -> None:
    assert printable("a\x1b[0m\u202e\x9b") == r"a\x1b[0m\u202e\x9b"
    assert printable("l’été, 猫\tא\n") == "l’été, 猫\tא\n"
