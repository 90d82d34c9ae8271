"""A clip made in the format that is wanted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from scenes.kit.setting import Setting
from scenes.kit.theme import THEMES
from studio.encoding import subtitles
from studio.encoding.sound import Sound
from studio.formats.composition import Composition, cues_of
from studio.formats.encode import encode
from studio.formats.mp4 import can_be_encoded, encode_clip, make_mp4
from studio.formats.options import ClipFile, FileOptions, suffix_of
from studio.formats.still import make_stills
from studio.formats.stretches import Stretch, record_stretch
from studio.frames.frame import QUALITIES, Quality
from studio.frames.surround import fit
from studio.rendering.clip import ClipFacts, ClipJob, FinishedClip
from studio.rendering.film import job_of, make_clip, video_title
from studio.rendering.pool import render_clips
from studio.rendering.progress import Bars
from studio.rendering.rehearsal import in_words_of_now
from studio.rendering.sound import cast_of, note_problems, sound_beside
from studio.request.addresses import file_name
from studio.request.clips import find_clips, select_ready
from studio.request.options import Request
from studio.request.traces import trace_of
from studio.system.errors import UsageError, full_disk_in_one_line
from studio.system.files import appearing, write_text
from studio.system.processes import processes_for
from studio.voice.cast import Cast


def make_files(address: str, request: Request, wanted: FileOptions, folder: Path) -> list[ClipFile]:
    """Make a clip, an act or the film in the format that is wanted, as ``act-clip.FORMAT`` in ``folder``.

    Returns one file, or, as png, one for each clip of the address.

    Raises:
        UsageError: the address, the format, its options or the lines do not exist; nothing has been written then.
        StudioError: it could not be made.
    """
    wanted.check(request)
    clips = find_clips(address)
    if len(clips) > 1 and (wanted.loop or wanted.cuts):
        raise UsageError(f"lines and --loop are for one clip; {address} has {len(clips)}")
    composition = composition_of(request, wanted)
    if wanted == FileOptions() and (len(clips) > 1 or request.cluster is not None):
        made = make_clip(address, request, folder / f"{_stem(address, request, wanted)}.mp4")
        return [_file(made.video, made.duration, composition, wanted)]
    with Bars(QUALITIES[request.quality].fps, quiet=request.quiet) as progress, full_disk_in_one_line():
        setting = Setting(str(trace_of(request.bundle, request.sentence, progress.note)), request.theme)
        ready = select_ready(clips, setting.trace, request.bundle, progress.note)
        jobs = [replace(job_of(clip, setting, request), quality=composition.painted) for clip in ready]
        if wanted.format == "png":
            files = [folder / f"{_stem(job.address, request, wanted)}.png" for job in jobs]
            make_stills(jobs, composition, wanted.last, files)
            return [_file(file, 0.0, composition, wanted) for file in files]
        cast = None if wanted.format == "gif" else cast_of(request)
        note_problems(jobs, cast, progress, wanted.first, wanted.last)
        title = video_title(clips)
        video = folder / f"{_stem(address, request, wanted)}.{wanted.format}"
        duration = _make_video(jobs, composition, request, wanted, cast, title, video, progress)
        return [_file(video, duration, composition, wanted)]


def composition_of(request: Request, wanted: FileOptions) -> Composition:
    """How the frames of the file that is wanted look."""
    usual = QUALITIES[request.quality]
    return Composition(
        THEMES[request.theme],
        usual if wanted.size is None else _sized(usual, fit(wanted.size)),
        usual if wanted.size is None else _sized(usual, wanted.size),
        wanted.transparent,
        request.captions == "burned",
        wanted.loop,
    )


def _make_video(
    jobs: Sequence[ClipJob],
    composition: Composition,
    request: Request,
    wanted: FileOptions,
    cast: Cast | None,
    title: str,
    video: Path,
    progress: Bars,
) -> float:
    """Make a file that moves, with captions and poster beside it; returns its seconds."""

    def stretch_of(job: ClipJob) -> Stretch:
        lines = wanted.first, wanted.last
        return record_stretch(job, progress, transparent=wanted.transparent, lines=lines, force=request.force)

    if wanted.format == "mp4":
        whole = not (wanted.cuts or wanted.loop) and composition.painted == composition.shown

        def clip_of(job: ClipJob, folder: Path) -> FinishedClip:
            if whole and not can_be_encoded(job, request):
                keeping = replace(job, keeps_recording=len(jobs) == 1)
                clip = render_clips([keeping], 1, progress, force=request.force)[0]
                return clip if cast is None else replace(clip, facts=in_words_of_now(job, clip.facts))
            return encode_clip(job, stretch_of(job), composition, folder, progress.encoded, whole=whole)

        def sound_of(clips: Sequence[ClipFacts]) -> Sound | None:
            return sound_beside(clips, cast, progress)

        return make_mp4(jobs, clip_of, sound_of, title, video, soft=request.captions == "soft").duration
    stretches = [stretch_of(job) for job in jobs]
    frames, threads = composition.frames(stretches), processes_for(request.jobs)
    longer = frames / composition.shown.fps - sum(stretch.facts.duration for stretch in stretches)
    sound = sound_beside([stretch.facts for stretch in stretches], cast, progress, longer=longer)
    with appearing(video) as temporary:

        def tell(done: int) -> None:
            progress.encoded(video.name, done, frames)

        still = encode(stretches, composition, temporary, title, threads, tell, sound)
    cues = cues_of(stretches)
    write_text(video.with_suffix(".srt"), subtitles.srt(cues))
    write_text(video.with_suffix(".vtt"), subtitles.vtt(cues))
    with appearing(video.with_suffix(".png")) as temporary:
        still.save(temporary)
    return frames / composition.shown.fps


def _file(path: Path, duration: float, composition: Composition, wanted: FileOptions) -> ClipFile:
    still = wanted.format == "png"
    return ClipFile(
        path,
        None if still else path.with_suffix(".srt"),
        None if still else path.with_suffix(".vtt"),
        path.with_suffix(".png"),
        duration,
        wanted.format,
        *composition.shown.size,
        wanted.transparent,
        wanted.loop,
    )


def _sized(quality: Quality, size: tuple[int, int]) -> Quality:
    return Quality(f"{size[0]}x{size[1]}", *size, quality.fps)


def _stem(address: str, request: Request, wanted: FileOptions) -> str:
    return file_name(address) + suffix_of(request, wanted.format) + wanted.suffix
