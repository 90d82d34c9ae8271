"""A clip for tests of lectures, encoded in a moment: each of its lines has a colour, and its texts may be anything."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from scenes.kit.narration import Cue
from studio.encoding.cut import cut
from studio.encoding.h264 import ClipEncoder
from studio.encoding.loudness import RATE, Block
from studio.encoding.sound import Sound
from studio.encoding.subtitles import vtt
from studio.frames.frame import QUALITIES, whole_frame
from studio.lecture.clips import LectureClip, SpokenLine

DRAFT = QUALITIES["draft"]
COLOURS = ((200, 40, 40), (40, 180, 40), (60, 60, 220))
FRAMES = 20  # of each line
SECONDS = FRAMES / DRAFT.fps
POSTER = (220, 200, 40)
PITCHES = (300, 500, 800)  # of each line's tone, in hertz
VOICE = 'The voice is a <test>\'s "tone".'

TITLE = r"""<script>hacked()</script> "A" & 'B' $x$ \input{/etc/passwd} 50% #1 _a_ *b* `c` {{< include x >}} ../../é"""
IDEA = "</figcaption><img src=x onerror=hacked()> ~50^2 [link](javascript:hacked()) | \u202eturned\u202c 🙂 → ≈ ⟨end⟩"
PICTURE = "\"><b>bold</b> ]( onerror='hacked()' ![x](y) {fig-alt=z} #image(\"x\") \\ & 'p' \u202eturned\u202c ⟨end⟩"
LINES = (
    r'" onload="hacked() \end{document} $$ ^^5c &lt; <!-- ]]> --> :::',
    "---\n# no heading\n\n```{=html}\n<script>hacked()</script>\n``` \\",
    "<svg/onload=hacked()> {{ 7*7 }} {% raw %} <% x %> 1. one & \x07two\x1b[0m @key \\write18{rm}",
)


def plain(text: str) -> str:
    """What a reader should see of a text: one row, without what is invisible."""
    return " ".join(text.split()).translate({ord(c): None for c in "\u202e\u202c\x07\x1b"})


def make_clip(
    folder: Path,
    name: str = "act-clip",
    title: str = TITLE,
    idea: str = IDEA,
    lines: Sequence[str] = LINES,
    picture: str = PICTURE,
    *,
    speaks: bool = False,
) -> LectureClip:
    """A clip with its files in ``folder``: a line a colour, and a poster of another colour.

    One that speaks says each line as a tone, of ``PITCHES``, that begins and ends with it.
    """
    folder.mkdir(parents=True, exist_ok=True)
    video, poster, captions = (folder / f"{name}{suffix}" for suffix in (".mp4", ".png", ".vtt"))
    with ClipEncoder(video, DRAFT, [FRAMES * number for number in range(len(lines))]) as encoder:
        for number in range(len(lines)):
            frame = np.full((DRAFT.height, DRAFT.width, 4), 255, np.uint8)
            frame[..., :3] = COLOURS[number]
            encoder.write(whole_frame(frame, FRAMES))
    sound = Sound(lambda: iter(tones(len(lines))), 0.0, VOICE) if speaks else None
    if sound is not None:
        silent = video.with_stem(f"{name}-silent")
        video.rename(silent)
        cut(silent, 0.0, SECONDS * len(lines), video, sound)
        silent.unlink()
    Image.new("RGB", DRAFT.size, POSTER).save(poster)
    starts = [SECONDS * number for number in range(len(lines))]
    captions.write_text(
        vtt([Cue(start, start + 1, plain(text)) for start, text in zip(starts, lines, strict=True)]), encoding="utf-8"
    )
    spoken = tuple(SpokenLine(start, start + SECONDS, text) for start, text in zip(starts, lines, strict=True))
    return LectureClip("act/clip", title, idea, picture, video, poster, captions, spoken, sound)


def tones(lines: int) -> list[Block]:
    """A tone a line, a block each."""
    seconds = np.arange(round(SECONDS * RATE)) / RATE
    return [(0.2 * np.sin(2 * np.pi * PITCHES[number] * seconds)).astype(np.float32) for number in range(lines)]


def pitch_of(samples: NDArray[np.float32]) -> float:
    """The pitch that is heard in samples at ``RATE``, in hertz; 0 where it is silent."""
    if np.abs(samples).max(initial=0.0) < 0.01:
        return 0.0
    return float(np.fft.rfftfreq(len(samples), 1 / RATE)[np.abs(np.fft.rfft(samples)).argmax()])


def is_near(pixel: Sequence[int], colour: Sequence[int]) -> bool:
    """Whether a pixel has a colour, as nearly as a video and a renderer keep it."""
    return max(abs(int(a) - b) for a, b in zip(pixel, colour, strict=False)) <= 12
