"""Clips and acts are ordinary Manim scenes: the ``manim`` program renders them without the studio."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from scenes.kit.theme import DARK
from studio.system import paths
from tests.studio.voice.lines import sound_of


def run(media: Path, *arguments: str, voice: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "manim", "-ql", "--media_dir", str(media), *arguments]
    environment = {**os.environ, "EXPLAINER_VOICE": voice, paths.CACHE_VARIABLE: str(media / "cache"), **variables}
    return subprocess.run(command, capture_output=True, text=True, cwd=paths.ROOT, env=environment)


def manim(media: Path, *arguments: str, voice: str = "") -> None:
    done = run(media, *arguments, voice=voice)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_clips_last_frame(tmp_path: Path) -> None:
    manim(tmp_path, "-s", "scenes/positional_ffn/feed_forward.py", "FeedForward")
    (picture,) = tmp_path.rglob("*.png")
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    ground = [int(DARK.ground[i : i + 2], 16) for i in (1, 3, 5)]
    assert pixels.shape == (480, 854, 3)
    assert (pixels[470, 5] == ground).all()
    assert (pixels.max(axis=2) > 150).mean() > 0.005  # something is on the stage


def test_a_clip_with_formulas_needs_no_latex(tmp_path: Path) -> None:
    done = run(tmp_path, "-s", "scenes/self_attention/mixing.py", "Mixing", PATH=str(tmp_path))
    assert done.returncode == 0, done.stderr[-3000:]
    assert list(tmp_path.rglob("*.png")) and list(tmp_path.rglob("*.svg")) and not list(tmp_path.rglob("*.dvi"))


def test_the_beginning_of_an_act(tmp_path: Path) -> None:
    manim(tmp_path, "-n", "0,1", "scenes/self_attention/__init__.py", "SelfAttention")
    (film,) = list(tmp_path.rglob("SelfAttention*.mp4"))
    probe = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(film)]
    (stream,) = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)["streams"]
    assert (stream["width"], stream["height"]) == (854, 480) and int(stream["nb_frames"]) > 10


@pytest.mark.parametrize(("file", "name"), [("waits.py", "Waits"), ("__init__.py", "Tiny")])
def test_a_scene_speaks_where_a_voice_is_asked_for(tmp_path: Path, file: str, name: str) -> None:
    """An act speaks clip by clip: each line is heard with its own caption."""
    manim(tmp_path, f"tests/tiny/{file}", name, voice="heart")
    (film,) = tmp_path.rglob(f"{name}.mp4")
    probe = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,duration", "-of", "csv=p=0", str(film)]
    said = subprocess.run(probe, capture_output=True, text=True, check=True).stdout
    lengths = dict(row.split(",")[:2] for row in said.split())
    assert float(lengths["audio"]) == pytest.approx(float(lengths["video"]), abs=0.1)
    samples = sound_of(film)
    (captions,) = tmp_path.rglob(f"{name}.srt")
    starts = [
        3600 * int(h) + 60 * int(m) + float(s.replace(",", "."))
        for h, m, s in re.findall(r"(\d+):(\d+):(\S+) -->", captions.read_text())
    ]
    assert len(starts) == {"Waits": 1, "Tiny": 3}[name]
    for start in starts:
        begin = round(start * 48_000)
        assert np.abs(samples[max(begin - 6000, 0) : max(begin - 2000, 0)]).max(initial=0.0) < 0.02
        assert np.abs(samples[begin : begin + 6000]).max() > 0.05


def test_a_voice_that_is_not_there_is_one_line_before_anything_is_painted(tmp_path: Path) -> None:
    done = run(tmp_path, "tests/tiny/waits.py", "Waits", voice="hart")
    assert done.returncode == 2 and "Traceback" not in done.stderr + done.stdout
    assert done.stderr.strip().splitlines()[-1] == "error: no voice 'hart'; did you mean heart?"
    assert not list(tmp_path.rglob("*.mp4"))


def test_without_a_voice_nothing_of_the_studio_is_loaded() -> None:
    code = "import sys, scenes.self_attention.softmax as s; s.Softmax(); print('studio.voice' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=paths.ROOT)
    assert done.stdout.strip().splitlines()[-1] == "False", done.stderr
