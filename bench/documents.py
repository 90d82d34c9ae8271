"""The documents' numbers: text between marks in README.md and docs/speed.md, made of the kept results."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path
from statistics import median
from typing import Any

from bench.tables import Table, film, pictures, preview, stages, times
from bench.tables import commands as whole_commands
from studio.system import paths
from studio.system.files import write_text

RESULTS = paths.ROOT / "bench" / "results.json"
DOCUMENTS = (paths.ROOT / "README.md", paths.ROOT / "docs" / "speed.md")
MARKED = re.compile(r"(<!-- bench: (\w+) -->\n).*?(<!-- /bench -->)", re.DOTALL)


def blocks(results: Mapping[str, Any]) -> dict[str, str]:
    """What stands between the marks, by the name in the mark."""
    return {
        "summary": summary(results).markdown(),
        "conditions": conditions(results),
        "whole": whole_film(results),
        "commands": whole_commands(results).markdown(),
        "stages": stages(results).markdown(),
        "film": film(results).markdown(),
        "preview": preview(results).markdown(),
        "pictures": pictures(results).markdown(),
        "floor": floor(results),
    }


def renewed(text: str, results: Mapping[str, Any]) -> str:
    """A document with every marked part made anew; KeyError when a mark has an unknown name."""
    parts = blocks(results)
    return MARKED.sub(lambda found: f"{found[1]}{parts[found[2]]}\n{found[3]}", text)


def write(results: Mapping[str, Any]) -> list[Path]:
    """Keep the results, and renew the documents; returns what was written."""
    write_text(RESULTS, json.dumps(results, indent=2, ensure_ascii=False) + "\n")
    for document in DOCUMENTS:
        write_text(document, renewed(document.read_text(encoding="utf-8"), results))
    return [RESULTS, *DOCUMENTS]


def summary(results: Mapping[str, Any]) -> Table:
    """The few numbers that the README quotes."""
    whole, memory = results["film"], results["memory"]
    likeness = [clip["frames_of_both"] for clip in results["pictures"]]
    rows = [
        (f"{clip['address']}, whole command", *(times(clip["ratio"], kind) for kind in ("wall", "processor")))
        for clip in results["clips"]
    ]
    rows += [
        (
            f"film of {whole['clips']} clips, {whole['jobs']} processes on either side",
            *(times(whole["ratio"], kind) for kind in ("wall", "processor")),
        ),
        (
            "one clip edited, against the whole film",
            *(times(whole["ratio_to_edited"], kind) for kind in ("wall", "processor")),
        ),
        ("largest process, ours", f"{memory['ours_mb']:.0f} MB", ""),
        (
            "our frames against Manim's",
            f"SSIM {min(one['ssim'] for one in likeness):.5f}",
            f"mean difference {max(one['mean_difference'] for one in likeness):.3f} of 255",
        ),
    ]
    return Table("Summary", ("", "times faster", "by processor time"), tuple(rows))


def conditions(results: Mapping[str, Any]) -> str:
    """Where, when and how it was measured, in sentences."""
    machine, settings, versions = results["machine"], results["settings"], results["versions"]
    busy = machine["load_before"] > machine["cores"] / 2
    runs = f"{settings['repeats']} run{'s' * (settings['repeats'] != 1)}"
    length = f"the first {settings['seconds']:g} s of each clip" if settings["seconds"] else "whole clips"
    return (
        f"Measured on {results['made']} with {machine['cores']} cores of {machine['processor']} "
        f"({machine['memory_gb']:g} GB, load {machine['load_before']:g} before it began), quality "
        f"`{settings['quality']}`, {length}, {runs} of everything, in turn. "
        f"Python {versions['python']}, Manim {versions['manim']}, PyAV {versions['av']}. "
        f"It took {results['minutes']:g} minutes."
        + " The machine was busy with other work, so that these numbers are rough, wall times above all."
        * busy
    )


def whole_film(results: Mapping[str, Any]) -> str:
    """How long the whole film took, in a sentence."""
    found, jobs = results["whole_film"], results["settings"]["jobs"]
    if found is None:
        return "The whole film was not rendered in this run."
    (wall,), (processor,), (peak,) = found["wall"], found["processor"], found["peak_mb"]
    return (
        f"The whole film, {_clock(found['seconds'])} at `{results['settings']['quality']}` with captions, from "
        f"nothing: {_clock(wall)} with {jobs} processes, **{found['seconds'] / wall:.1f} seconds of film in a second** "
        f"({found['seconds'] / processor:.1f} in a second of processor time); its largest process took {peak:.0f} MB, "
        f"its file takes {found['megabytes']:.0f} MB."
    )


def _clock(seconds: float) -> str:
    """``26:17``."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def floor(results: Mapping[str, Any]) -> str:
    """What is left of the time when nothing but the unavoidable is done, in a sentence."""
    found = results["stages"]
    scene, encode, render, paint = (
        _milliseconds(found[f"{name}_ours"]) for name in ("scene", "encode", "render", "paint")
    )
    manim = _milliseconds(found["scene_manim"])
    return (
        f"A frame of `{found['address']}` takes {render:.1f} ms of processor time: {scene:.1f} ms to compute the scene "
        f"(plain Manim: {manim:.1f} ms), {paint - scene:.1f} ms to paint what has changed, {render - paint:.1f} ms to "
        f"convert and encode it, of which the encoder alone takes {encode:.1f} ms."
    )


def _milliseconds(stage: Mapping[str, Any]) -> float:
    """Processor time of a frame."""
    return float(1000 * median(stage["processor"]) / stage["frames"])
