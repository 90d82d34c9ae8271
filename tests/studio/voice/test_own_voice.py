"""One's own voice from the script to the file, and a machine without any: what is said before anything is painted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studio.formats import make
from studio.formats.options import FileOptions
from studio.rendering import script
from studio.request.options import Request
from studio.system import paths
from studio.system.errors import StudioError
from studio.voice.cast import NOT_INSTALLED
from studio.voice.track import RATE as TRACK_RATE
from tests.studio.voice.lines import RATE, sound_of, tone, write_wav
from tests.tiny.bars import Bars
from tests.tiny.formats import make_tiny
from tests.tiny.render import write_trace

Read = tuple[Path, list[Path]]


@pytest.fixture
def read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Read:
    """A folder with the script of the tiny clip, and the files that it asks for, each as long as it may be."""
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    trace = write_trace(tmp_path)
    monkeypatch.setattr(script, "find_clips", lambda address: (Bars,))
    monkeypatch.setattr(script, "trace_of", lambda *_: trace)
    monkeypatch.setattr(script, "select_ready", lambda clips, *_: clips)
    folder = tmp_path / "my-voice"
    written = script.write_script("tiny/bars", Request(quality="draft", as_json=True), folder)
    text = written.file.read_text(encoding="utf-8")
    asked = re.findall(r"^`(\S+\.wav)`  ([\d.]+) s$", text, re.MULTILINE)
    assert written.lines == len(asked) == 1 and "**There are twelve things" in text
    for name, seconds in asked:
        write_wav(folder / name, tone(float(seconds) - 0.5))
    return folder, [folder / name for name, _ in asked]


def test_what_is_read_from_the_script_is_heard_in_the_file(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    made = make_tiny(monkeypatch, tmp_path / "out", FileOptions(), voice=str(read[0]), as_json=False)
    assert "tiny/bars line" not in capsys.readouterr().err
    heard = sound_of(made.video)[: 2 * TRACK_RATE]
    assert np.fft.rfftfreq(len(heard), 1 / TRACK_RATE)[np.abs(np.fft.rfft(heard)).argmax()] == pytest.approx(440, abs=5)
    command = ["ffprobe", "-v", "error", "-show_entries", "format_tags=comment", "-of", "csv=p=0", str(made.video)]
    assert "The voice is recorded" in subprocess.run(command, capture_output=True, text=True, check=True).stdout


FAULTS: dict[str, tuple[Callable[[Path], object], str]] = {
    "missing": (Path.unlink, "there is no recording of it, {name}"),
    "silent": (lambda file: write_wav(file, np.zeros(RATE, np.float32)), "{name} is silent"),
    "clipped": (lambda file: write_wav(file, 3 * tone(1.0, 0.9)), "{name} is clipped; record it less loud"),
    "too long": (lambda file: write_wav(file, tone(30.0)), "{name} is too long: 30.0 s of speech for"),
    "of another sentence": (
        lambda file: file.rename(file.with_name("tiny-bars-01-00000000.wav")),
        "tiny-bars-01-00000000.wav was made for another sentence, or before the line changed",
    ),
    "no sound at all": (lambda file: file.write_text("my own voice"), "{name} cannot be read ("),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_wrong_with_a_recording_is_one_line_before_anything_is_painted(
    read: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], fault: str
) -> None:
    def painted(*_: object, **__: object) -> None:
        raise StudioError("painted")

    folder, (file,) = read
    break_it, said = FAULTS[fault]
    break_it(file)
    monkeypatch.setattr(make, "render_clips", painted)
    capsys.readouterr()
    with pytest.raises(StudioError, match="painted"):
        make_tiny(monkeypatch, tmp_path / "out", FileOptions(), voice=str(folder), as_json=False)
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"tiny/bars line 1: {said.format(name=file.name)}") and line.endswith("; heart speaks it")


HIDDEN = """
import importlib.machinery

find = importlib.machinery.PathFinder.find_spec


def seen(name, path=None, target=None):
    return None if name.split(".")[0] in ("hibari", "onnxruntime") else find(name, path, target)


importlib.machinery.PathFinder.find_spec = staticmethod(seen)
"""
"""What makes a Python one in which the voice and what runs it are not installed."""


def test_a_machine_without_the_voice_makes_a_silent_film_and_says_how_to_get_it(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(HIDDEN)
    environment = {
        **os.environ,
        "PYTHONPATH": f"{tmp_path}:{paths.ROOT}",
        paths.CACHE_VARIABLE: str(tmp_path / "cache"),
    }
    command = [sys.executable, "-m", "tests.tiny", "film", "--quality", "draft", "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path, env=environment)
    assert done.returncode == 0 and done.stderr.splitlines().count(NOT_INSTALLED) == 1, done.stderr
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0"]
    said = subprocess.run(
        [*probe, str(tmp_path / "out" / "film-draft.mp4")], capture_output=True, text=True, check=True
    )
    assert "video" in said.stdout and "audio" not in said.stdout
