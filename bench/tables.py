"""The results as tables: the same rows for the terminal and for the documents."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table as RichTable

Runs = Mapping[str, Any]
SCENE = "the scene alone, nothing painted"
OURS = "ours: film seconds a second"
STAGES = {
    "scene_manim": f"{SCENE}: plain Manim",
    "scene_ours": f"{SCENE}: ours",
    "paint_manim": "scene and painting: plain Manim",
    "paint_ours": "scene and painting: ours",
    "render_ours": "scene, painting and encoding: ours",
    "encode_manim": "the same frames, encoding alone: Manim's settings",
    "encode_ours": "the same frames, encoding alone: ours",
}


@dataclass(frozen=True)
class Table:
    """Rows of words under headings; the first column says what a row is about."""

    name: str
    headings: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def markdown(self) -> str:
        """For the documents."""
        lines = [self.headings, ("---",) * len(self.headings), *self.rows]
        return "\n".join(f"| {' | '.join(cells)} |" for cells in lines)

    def show(self, console: Console) -> None:
        """On the terminal."""
        table = RichTable(title=self.name, title_justify="left")
        for number, heading in enumerate(self.headings):
            table.add_column(heading, justify="right" if number else "left", overflow="fold")
        for row in self.rows:
            table.add_row(*row)
        console.print(table)


def tables(results: Runs) -> list[Table]:
    """Every table of the results."""
    return [commands(results), stages(results), film(results), preview(results), pictures(results)]


def times(ratio: Runs, kind: str) -> str:
    """``4.1 (3.9 to 4.4)``: the median and the range."""
    one = ratio[kind]
    return f"{one['median']:.1f} ({one['low']:.1f} to {one['high']:.1f})"


def seconds(runs: Runs, kind: str) -> str:
    """The median of some seconds."""
    return f"{median(runs[kind]):.1f}"


def commands(results: Runs) -> Table:
    """Whole commands, plain Manim's and ours."""
    whole = results["film"]
    named = [(clip["address"], clip) for clip in results["clips"]]
    named.append((f"film of {whole['clips']} clips, {whole['jobs']} processes", whole))
    length = sum(clip["seconds"] for clip in results["clips"])
    rows = [
        (
            name,
            *(seconds(runs[side], kind) for side in ("manim", "ours") for kind in ("wall", "processor")),
            *(times(runs["ratio"], kind) for kind in ("wall", "processor")),
            f"{runs.get('seconds', length) / median(runs['ours']['wall']):.1f}",
        )
        for name, runs in named
    ]
    headings = ("", "Manim, s", "processor", "ours, s", "processor", "times faster", "by processor time", OURS)
    return Table("Whole commands", headings, tuple(rows))


def stages(results: Runs) -> Table:
    """The parts of the work on one clip."""
    found = results["stages"]
    rows = []
    for name, words in STAGES.items():
        runs = found[name]
        milliseconds = 1000 * median(runs["processor"]) / runs["frames"]
        rates = [f"{runs['frames_a_second'][kind]['median']:.0f}" for kind in ("wall", "processor")]
        rows.append((words, *rates, f"{milliseconds:.1f}"))
    headings = (found["address"], "frames a second", "a second of processor time", "processor ms a frame")
    return Table("Parts of the work", headings, tuple(rows))


def film(results: Runs) -> Table:
    """The film by one process and by several, and after one clip was edited."""
    found = results["film"]
    named = {
        "1 process": "ours_one_job",
        f"{found['jobs']} processes": "ours",
        "one clip edited, the others kept": "ours_edited",
    }
    rows = [(words, *_both(found[key])) for words, key in named.items()]
    rows.append((f"1 process to {found['jobs']}: times faster", *_times(found["ratio_of_jobs"])))
    rows.append(("whole film to one clip edited: times faster", *_times(found["ratio_to_edited"])))
    return Table("The film, ours", ("", "s", "processor"), tuple(rows))


def preview(results: Runs) -> Table:
    """Previews of one clip."""
    found = results["preview"]
    heading = f"{found['address']}, {found['seconds']:.0f} s"
    named = {
        "nothing kept": "cold",
        "after an edit of the clip": "edited",
        "unchanged": "unchanged",
    }
    rows = [(words, *_both(found[key])) for words, key in named.items()]
    return Table("Preview of a whole clip, ours", (heading, "s", "processor"), tuple(rows))


def pictures(results: Runs) -> Table:
    """How alike our frames and plain Manim's are, and what encoding does to each."""
    rows = []
    for clip, compared in zip(results["clips"], results["pictures"], strict=True):
        frames, sizes = compared["frames_of_both"], clip["megabytes"]
        rows.append(
            (
                clip["address"],
                f"{frames['mean_difference']:.3f}",
                f"{frames['ssim']:.5f}",
                f"{compared['film_of_ours']['ssim']:.4f}",
                f"{compared['film_of_manim']['ssim']:.4f}",
                f"{sizes['ours']:.2f}",
                f"{sizes['manim']:.2f}",
            )
        )
    headings = (
        "",
        "our frames to Manim's: mean difference (of 255)",
        "SSIM",
        "our film to its frames: SSIM",
        "Manim's film to its frames: SSIM",
        "our file, MB",
        "Manim's file, MB",
    )
    return Table("Pictures", headings, tuple(rows))


def _both(runs: Runs) -> Sequence[str]:
    return [seconds(runs, kind) for kind in ("wall", "processor")]


def _times(ratio: Runs) -> Sequence[str]:
    return [times(ratio, kind) for kind in ("wall", "processor")]
