"""Finished clips joined into one video without encoding again, with chapters, captions and a poster."""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
from av.container import OutputContainer
from av.packet import Packet
from av.subtitles.stream import SubtitleStream
from av.video.stream import VideoStream

from scenes.kit.narration import Cue
from studio.encoding import subtitles
from studio.encoding.h264 import MP4, TIMESCALE
from studio.encoding.sound import LANGUAGE, SOUND_CODECS, Sound, SoundWriter
from studio.rendering.clip import FinishedClip
from studio.system.errors import StudioError, full_disk_in_one_line
from studio.system.files import appearing

MILLISECONDS = Fraction(1, 1000)

ASS_HEADER = b"""[Script Info]
ScriptType: v4.00+

[V4+ Styles]
Format: Name, Fontname, Fontsize, PrimaryColour, SecondaryColour, OutlineColour, BackColour, Bold, Italic, Underline, \
StrikeOut, ScaleX, ScaleY, Spacing, Angle, BorderStyle, Outline, Shadow, Alignment, MarginL, MarginR, MarginV, Encoding
Style: Default,Arial,16,&Hffffff,&Hffffff,&H0,&H0,0,0,0,0,100,100,0,0,1,1,0,2,10,10,10,0

[Events]
Format: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text
"""
"""The mov_text encoder wants styles in the ASS form before it opens; players use their own."""


@dataclass(frozen=True)
class Chapter:
    """A named stretch of a video, in seconds."""

    start: float
    end: float
    title: str


@dataclass(frozen=True)
class Video:
    """The files of a video; its chapters and the lines of its narration, in seconds from its start."""

    video: Path
    srt: Path
    vtt: Path
    poster: Path
    duration: float
    chapters: tuple[Chapter, ...]
    lines: tuple[Cue, ...]

    @property
    def description(self) -> Path | None:
        """The chapters as text, a row each, for the description on a video site; None where there is only one."""
        return self.video.with_suffix(".txt") if len(self.chapters) > 1 else None


def join(
    clips: Sequence[FinishedClip],
    chapter_titles: Sequence[str | None],
    title: str,
    video: Path,
    *,
    soft: bool,
    poster: FinishedClip,
    sound: Sound | None = None,
) -> Video:
    """Join clips into ``video``, with .srt, .vtt and .png of the same name beside it, and .txt where it has chapters.

    Args:
        clips: the finished clips, in order, all of one quality.
        chapter_titles: one a clip; None for what belongs to the chapter before it.
        title: for players.
        video: the .mp4 to write; every file appears only when it is whole.
        soft: whether the video carries its captions as a track that players can switch on.
        poster: the clip whose last still is the poster.
        sound: what is heard beside them, as long as they are; nothing by default.
    """
    starts = _starts(clips)
    duration = sum(clip.facts.duration for clip in clips)
    opened = [(start, name) for start, name in zip(starts, chapter_titles, strict=True) if name is not None]
    ends = [*(start for start, _ in opened[1:]), duration]
    chapters = tuple(Chapter(start, end, name) for (start, name), end in zip(opened, ends, strict=True))
    cues = [
        Cue(start + cue.start, start + cue.end, cue.text)
        for start, clip in zip(starts, clips, strict=True)
        for cue in clip.facts.cues
    ]
    made = Video(
        video,
        video.with_suffix(".srt"),
        video.with_suffix(".vtt"),
        video.with_suffix(".png"),
        duration,
        chapters,
        tuple(
            _lines(cues, [start + line for start, clip in zip(starts, clips, strict=True) for line in clip.facts.lines])
        ),
    )
    with full_disk_in_one_line(), ExitStack() as together:  # none appears before all are whole
        if made.description is not None:
            text = "".join(f"{_clock(chapter.start)} {chapter.title}\n" for chapter in chapters)
            together.enter_context(appearing(made.description)).write_text(text, encoding="utf-8")
        files = [together.enter_context(appearing(file)) for file in (made.poster, made.vtt, made.srt, made.video)]
        still, vtt, srt, film = files
        _write([clip.video for clip in clips], chapters, cues if soft else [], title, film, sound)
        srt.write_text(subtitles.srt(cues), encoding="utf-8")
        vtt.write_text(subtitles.vtt(cues), encoding="utf-8")
        shutil.copyfile(poster.poster, still)
    return made


def _clock(seconds: float) -> str:
    """``1:05`` or ``1:02:03``: the first whole second that is within."""
    minutes, rest = divmod(math.ceil(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _starts(clips: Iterable[FinishedClip]) -> list[float]:
    """Seconds at which each clip begins in the video."""
    starts, frames = [], 0
    for clip in clips:
        starts.append(frames / clip.facts.fps)
        frames += clip.facts.frames
    return starts


def _lines(cues: Sequence[Cue], starts: Sequence[float]) -> Iterator[Cue]:
    """What is said from each start to the next, as one text."""
    for start, after in pairwise([*starts, math.inf]):
        if said := [cue for cue in cues if start <= cue.start < after]:  # a clip that is cut ends before it has said it
            yield Cue(start, said[-1].end, " ".join(cue.text for cue in said))


def _write(
    videos: Sequence[Path],
    chapters: Sequence[Chapter],
    cues: Sequence[Cue],
    title: str,
    path: Path,
    sound: Sound | None,
) -> None:
    """Write the packets of all videos, one after another, into one file, the cues and the sound among them."""
    with av.open(str(path), "w", format="mp4", options=MP4) as film:
        film.metadata["title"] = title
        film.set_chapters([_as_av(number, chapter) for number, chapter in enumerate(chapters, start=1)])
        stream, header = _picture_stream(film, videos[0])
        track = _caption_track(film) if cues else None
        heard = None if sound is None else SoundWriter(film, sound, SOUND_CODECS["mp4"])
        waiting = list(cues)
        begun = 0
        for video in videos:
            with av.open(str(video)) as source:
                picture = source.streams.video[0]
                if picture.codec_context.extradata != header:
                    raise StudioError(
                        f"{video} was encoded otherwise than the clip before it; render again with --force"
                    )
                ended = begun
                for packet in source.demux(picture):
                    if packet.pts is None or packet.dts is None:  # the end of the stream
                        continue
                    packet.pts, packet.dts = packet.pts + begun, packet.dts + begun
                    while track is not None and waiting and waiting[0].start * TIMESCALE <= packet.pts:
                        film.mux(_cue_packet(track, waiting.pop(0)))
                    if heard is not None:
                        heard.until(packet.pts / TIMESCALE)
                    packet.stream = stream
                    ended = packet.pts + (packet.duration or 0)
                    film.mux(packet)
                begun = ended
        if heard is not None:
            heard.finish()


def _as_av(number: int, chapter: Chapter) -> av.container.core.Chapter:
    return {
        "id": number,
        "start": round(chapter.start * 1000),
        "end": round(chapter.end * 1000),
        "time_base": MILLISECONDS,
        "metadata": {"title": chapter.title},
    }


def _picture_stream(film: OutputContainer, first: Path) -> tuple[VideoStream, bytes]:
    """A video stream like that of the first clip, and the header that all clips must share."""
    with av.open(str(first)) as source:
        picture = source.streams.video[0]
        stream = film.add_stream_from_template(picture)
        stream.time_base = Fraction(1, TIMESCALE)
        return stream, picture.codec_context.extradata or b""


def _caption_track(film: OutputContainer) -> SubtitleStream:
    track = film.add_stream("mov_text")
    track.codec_context.subtitle_header = ASS_HEADER
    track.codec_context.time_base = MILLISECONDS
    track.time_base = MILLISECONDS
    track.metadata["language"] = LANGUAGE
    return track


def _cue_packet(track: SubtitleStream, cue: Cue) -> Packet:
    start, end = round(cue.start * 1000), round(cue.end * 1000)
    text = "\n".join(cue.rows).encode()
    packet = Packet(len(text).to_bytes(2, "big") + text)  # the whole of a mov_text sample
    packet.pts = packet.dts = start
    packet.duration = end - start
    packet.time_base = MILLISECONDS
    packet.stream = track
    return packet
