"""Captions as text beside a film: SubRip (.srt) and WebVTT (.vtt)."""

from __future__ import annotations

from collections.abc import Sequence

from scenes.kit.narration import Cue


def srt(cues: Sequence[Cue]) -> str:
    """The captions as a SubRip file."""
    blocks = (
        f"{number}\n{_clock(c.start, ',')} --> {_clock(c.end, ',')}\n{chr(10).join(c.rows)}\n"
        for number, c in enumerate(cues, start=1)
    )
    return "\n".join(blocks)


def vtt(cues: Sequence[Cue]) -> str:
    """The captions as a WebVTT file; characters with a meaning in WebVTT are escaped."""
    blocks = (f"{_clock(c.start, '.')} --> {_clock(c.end, '.')}\n{_escape(chr(10).join(c.rows))}\n" for c in cues)
    return "\n".join(("WEBVTT\n", *blocks))


def _clock(seconds: float, point: str) -> str:
    """``00:01:02,345``."""
    total = round(seconds * 1000)
    minutes, milliseconds = divmod(total, 60_000)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{milliseconds // 1000:02}{point}{milliseconds % 1000:03}"


def _escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
