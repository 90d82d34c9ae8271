"""Clips and acts are ordinary Manim scenes: the ``manim`` program renders them without the studio."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
from PIL import Image

from scenes.kit.theme import DARK
from studio.system import paths


def manim(media: Path, *arguments: str) -> None:
    command = [sys.executable, "-m", "manim", "-ql", "--media_dir", str(media), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, cwd=paths.ROOT)
    assert done.returncode == 0, done.stderr[-3000:]


def test_a_clips_last_frame(tmp_path: Path) -> None:
    manim(tmp_path, "-s", "scenes/positional_ffn/feed_forward.py", "FeedForward")
    (picture,) = tmp_path.rglob("*.png")
    pixels = np.asarray(Image.open(picture).convert("RGB"))
    ground = [int(DARK.ground[i : i + 2], 16) for i in (1, 3, 5)]
    assert pixels.shape == (480, 854, 3)
    assert (pixels[470, 5] == ground).all()
    assert (pixels.max(axis=2) > 150).mean() > 0.005  # something is on the stage


def test_the_beginning_of_an_act(tmp_path: Path) -> None:
    manim(tmp_path, "-n", "0,1", "scenes/self_attention/__init__.py", "SelfAttention")
    (film,) = list(tmp_path.rglob("SelfAttention*.mp4"))
    probe = ["ffprobe", "-v", "error", "-of", "json", "-show_streams", str(film)]
    (stream,) = json.loads(subprocess.run(probe, capture_output=True, text=True, check=True).stdout)["streams"]
    assert (stream["width"], stream["height"]) == (854, 480) and int(stream["nb_frames"]) > 10
