"""What is measured, in which order: each thing in turn with what it is compared with, as often as asked."""

from __future__ import annotations

import json
import shutil
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import av

from bench.machine import machine, versions
from bench.measure import Sample, as_columns, ratio, run, run_side_by_side, spread
from bench.workshop import ACT, SEED, Clip, Workshop
from studio.encoding.h264 import ENCODING
from studio.request.options import Request
from studio.system.errors import StudioError

MEMORY_LIMIT_MB = 700
"""What a process of ours may take at 1080p."""
STAGES = {
    "scene_manim": ("bench.stage", "scene", "manim"),
    "scene_ours": ("bench.stage", "scene", "fast"),
    "paint_manim": ("bench.stage", "paint", "manim"),
    "paint_ours": ("bench.stage", "paint", "fast"),
    "render_ours": ("bench.stage", "render", "fast"),
}
"""Stages that each have a process of their own; both encoders share one, and the frames in its memory."""


@dataclass(frozen=True)
class Settings:
    """What is asked for."""

    clips: tuple[str, ...]
    quality: str = "hd"
    repeats: int = 3
    seconds: float = 5.0
    """Each clip is cut to its first so many; 0 for whole clips. Previews are of the first clip, whole."""
    jobs: int = 2
    film: tuple[str, ...] = ()
    """The acts of a film that is rendered whole, once, with captions and with nothing kept; none to leave it out."""


class Suite:
    """One run of the benchmark in a folder of its own."""

    def __init__(self, settings: Settings, folder: Path, say: Callable[[str], None]) -> None:
        self.settings = settings
        self.shop = Workshop(folder, settings.clips)
        self._folder = folder
        self._say = say

    def results(self) -> dict[str, Any]:
        """Measure everything; plain values."""
        found: dict[str, Any] = {
            "made": datetime.now(UTC).strftime("%Y-%m-%d"),
            "settings": {**asdict(self.settings), **self._asked(), "seed": int(SEED)},
            "machine": machine(),
            "versions": versions(),
            "encoding": {"ours": ENCODING, "manim": "libx264, crf 23, all else as FFmpeg has it"},
        }
        began = time.perf_counter()
        if self.settings.seconds:
            self.shop.cut(self.settings.seconds)
        self._warm_up()
        found["commands"] = self._commands()
        found["clips"] = [self._clip(clip) for clip in self.shop.clips]
        found["film"] = self._film()
        found["pictures"] = [self._pictures(clip) for clip in self.shop.clips]
        found["stages"] = self._stages(self.shop.clips[0])
        self.shop.restore()
        found["preview"] = self._preview(self.shop.clips[0])
        found["whole_film"] = self._whole_film() if self.settings.film else None
        ours = [*(clip["ours"] for clip in found["clips"]), found["film"]["ours"], found["film"]["ours_one_job"]]
        ours += [found["whole_film"]] if found["whole_film"] else []
        found["memory"] = {
            "ours_mb": max(peak for runs in ours for peak in runs["peak_mb"]),
            "manim_mb": max(peak for clip in found["clips"] for peak in clip["manim"]["peak_mb"]),
            "limit_mb": MEMORY_LIMIT_MB,
        }
        found["minutes"] = round((time.perf_counter() - began) / 60, 1)
        return found

    def _asked(self) -> dict[str, Any]:
        return {"clips": list(self.settings.clips), "film": list(self.settings.film)}

    # -- running ------------------------------------------------------------------------------------------------

    def _run(self, command: Sequence[str], **variables: str) -> Sample:
        log = self.shop.logs / "run.txt"
        return run(command, self.shop.root, {**self.shop.environment, **variables}, log)

    def _answer(self, *arguments: str) -> dict[str, Any]:
        """Run a part of the benchmark in its own process; returns what it prints."""
        self._run(self.shop.stage(*arguments))
        answer: dict[str, Any] = json.loads((self.shop.logs / "run.txt").read_text().splitlines()[-1])
        return answer

    def _in_turn(self, what: str, sides: dict[str, Callable[[], Sample]]) -> dict[str, dict[str, list[float]]]:
        """Run one side after the other, again and again: A B A B."""
        runs: dict[str, list[Sample]] = {name: [] for name in sides}
        for number in range(self.settings.repeats):
            for name, side in sides.items():
                self._say(f"{what}: {name.replace('_', ' ')}, {number + 1} of {self.settings.repeats}")
                runs[name].append(side())
        return {name: as_columns(samples) for name, samples in runs.items()}

    def _warm_up(self) -> None:
        """Typeset the formulas of plain Manim, and let Python compile."""
        for clip in self.shop.clips:
            self._say(f"{clip.address}: formulas")
            self._run(self.shop.render("clip", clip.address, "draft"))
            self._run(self.shop.manim(clip, "draft", "-s"))

    def _commands(self) -> dict[str, str]:
        first, quality = self.shop.clips[0], self.settings.quality
        commands = {"manim": self.shop.manim(first, quality), "ours": self._one(first), "film": self._whole("2")}
        return {name: " ".join(["python", *command[1:]]) for name, command in commands.items()}

    def _one(self, clip: Clip) -> list[str]:
        return self.shop.render("clip", clip.address, self.settings.quality, "--force")

    def _whole(self, jobs: str, *more: str) -> list[str]:
        return self.shop.render("film", ACT, self.settings.quality, "--jobs", jobs, *more)

    # -- clips and film -----------------------------------------------------------------------------------------

    def _clip(self, clip: Clip) -> dict[str, Any]:
        """One clip by either side, whole commands."""

        def manim() -> Sample:
            self.shop.forget_manims_videos()
            return self._run(self.shop.manim(clip, self.settings.quality))

        runs = self._in_turn(clip.address, {"manim": manim, "ours": lambda: self._run(self._one(clip))})
        facts = self._lengths(clip)
        return {"address": clip.address, **facts, **runs, "ratio": ratio(runs["manim"], runs["ours"])}

    def _lengths(self, clip: Clip) -> dict[str, Any]:
        """Frames and seconds of a clip, which both sides must agree on, and the sizes of both files."""
        found: dict[str, Any] = {"megabytes": {}}
        for name, video in (("manim", self.shop.manims(clip)), ("ours", self.shop.ours(clip, self.settings.quality))):
            with av.open(str(video)) as container:
                frames = container.streams.video[0].frames
            if found.setdefault("frames", frames) != frames:
                raise StudioError(f"{clip.address}: plain Manim makes {found['frames']} frames of it, ours {frames}")
            found["seconds"] = _seconds_of(video)
            found["megabytes"][name] = _megabytes_of(video)
        return found

    def _film(self) -> dict[str, Any]:
        """A film of all the clips: Manim's programs side by side, which join nothing, and ours; then after an edit."""
        jobs, quality = self.settings.jobs, self.settings.quality

        def manim() -> Sample:
            self.shop.forget_manims_videos()
            commands = [self.shop.manim(clip, quality) for clip in self.shop.clips]
            return run_side_by_side(commands, jobs, self.shop.root, self.shop.environment, self.shop.logs)

        def edited() -> Sample:
            self.shop.edit(self.shop.clips[0])
            return self._run(self._whole(str(jobs)))

        runs = self._in_turn(
            "film",
            {
                "manim": manim,
                "ours_one_job": lambda: self._run(self._whole("1", "--force")),
                "ours": lambda: self._run(self._whole(str(jobs), "--force")),
                "ours_edited": edited,
            },
        )
        return {
            "clips": len(self.shop.clips),
            "jobs": jobs,
            **runs,
            "ratio": ratio(runs["manim"], runs["ours"]),
            "ratio_of_jobs": ratio(runs["ours_one_job"], runs["ours"]),
            "ratio_to_edited": ratio(runs["ours"], runs["ours_edited"]),
        }

    def _whole_film(self) -> dict[str, Any]:
        """A film as its viewers get it, captions and all, made from nothing."""
        acts, jobs = self.settings.film, str(self.settings.jobs)
        self._say(f"whole film: {', '.join(acts)}")
        sample = self._run(
            [*self.shop.program, "film", *acts, "--quality", self.settings.quality, "--jobs", jobs],
            EXPLAINER_CACHE=str(self._folder / "cache-of-the-whole-film"),
        )
        video = self.shop.root / "out" / f"{'-'.join(acts)}{Request(quality=self.settings.quality).suffix}.mp4"
        return {"seconds": _seconds_of(video), "megabytes": _megabytes_of(video), **as_columns([sample])}

    # -- stages, previews, pictures -----------------------------------------------------------------------------

    def _recording(self, clip: Clip, side: str) -> Path:
        return self._folder / f"{clip.slug}-{side}.mkv"

    def _pictures(self, clip: Clip) -> dict[str, Any]:
        """How alike the frames are; keeps ours of the first clip, for the encoders."""
        ours, manims = self._recording(clip, "ours"), self._recording(clip, "manim")
        self._say(f"{clip.address}: pictures")
        files = (ours, manims, self.shop.ours(clip, self.settings.quality), self.shop.manims(clip))
        found = self._answer("bench.pictures", "compare", clip.address, self.settings.quality, *map(str, files))
        manims.unlink()
        if clip != self.shop.clips[0]:
            ours.unlink()
        return {"address": clip.address, **found}

    def _stages(self, clip: Clip) -> dict[str, Any]:
        """The parts of the work on one clip, each in a process that measures itself, in turn."""
        quality, recording = self.settings.quality, str(self._recording(clip, "ours"))
        runs: dict[str, list[dict[str, Any]]] = {name: [] for name in (*STAGES, "encode_manim", "encode_ours")}
        for number in range(self.settings.repeats):
            for name, command in STAGES.items():
                self._say(f"{clip.address}: {name.replace('_', ' ')}, {number + 1} of {self.settings.repeats}")
                runs[name].append(self._answer(*command, clip.address, quality))
            self._say(f"{clip.address}: encoders alone, {number + 1} of {self.settings.repeats}")
            for side, answer in self._answer("bench.pictures", "encode", quality, recording).items():
                runs[f"encode_{side}"].append(answer)
        found = {name: _rates(answers) for name, answers in runs.items()}
        return {
            "address": clip.address,
            **found,
            "ratio_of_scenes": ratio(found["scene_manim"], found["scene_ours"]),
            "ratio_of_painting": ratio(found["paint_manim"], found["paint_ours"]),
            "ratio_of_encoding": ratio(found["encode_manim"], found["encode_ours"]),
        }

    def _preview(self, clip: Clip) -> dict[str, Any]:
        """A preview of the whole clip as it comes: with nothing kept, after an edit, and unchanged."""
        command = [*self.shop.program, "preview", clip.address, "--no-open", "--voice", "none"]
        kept = self._folder / "cache-of-previews"

        def cold() -> Sample:
            shutil.rmtree(kept, ignore_errors=True)
            return self._run(command, EXPLAINER_CACHE=str(kept))

        def edited() -> Sample:
            self.shop.edit(clip)
            return self._run(command, EXPLAINER_CACHE=str(kept))

        def unchanged() -> Sample:
            return self._run(command, EXPLAINER_CACHE=str(kept))

        runs = self._in_turn("preview", {"cold": cold, "edited": edited, "unchanged": unchanged})
        seconds = _seconds_of(self.shop.root / "out" / "preview" / f"{clip.slug}.mp4")
        return {"address": clip.address, "seconds": seconds, **runs}


def _seconds_of(video: Path) -> float:
    with av.open(str(video)) as container:
        stream = container.streams.video[0]
        return round(float(stream.frames / (stream.average_rate or 1)), 3)


def _megabytes_of(video: Path) -> float:
    return round(video.stat().st_size / 1e6, 3)


def _rates(answers: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """What a stage took in each run, its frames, and frames a second."""
    columns: dict[str, Any] = {kind: [answer[kind] for answer in answers] for kind in ("wall", "processor")}
    frames = answers[0]["frames"]
    rates = {kind: spread([frames / seconds for seconds in columns[kind]]) for kind in ("wall", "processor")}
    return {"frames": frames, **columns, "frames_a_second": rates}


def measure(settings: Settings, say: Callable[[str], None]) -> dict[str, Any]:
    """Run the benchmark in a temporary folder; returns its results as plain values.

    Raises UsageError for clips that are not there, StudioError when a command fails.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        return Suite(settings, Path(folder), say).results()
