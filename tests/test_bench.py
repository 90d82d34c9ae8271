"""The benchmark runs, its results are consistent, and the documents quote those that are kept. No time is asserted."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from statistics import median
from typing import Any

import av
import numpy as np
import pytest

from bench.documents import DOCUMENTS, MARKED, RESULTS, blocks, renewed
from bench.measure import ratio, run, run_side_by_side
from bench.pictures import Likeness
from bench.suite import MEMORY_LIMIT_MB, Settings, Suite, measure
from bench.tables import tables
from bench.workshop import ACT, Workshop
from studio.system.errors import StudioError, UsageError

CLIP = "tests/tiny/waits.py"


def kept() -> dict[str, Any]:
    found: dict[str, Any] = json.loads(RESULTS.read_text(encoding="utf-8"))
    return found


def all_runs(values: Any) -> list[dict[str, list[float]]]:
    """Every measured thing in the results, wherever it stands."""
    if isinstance(values, list):
        return [found for value in values for found in all_runs(value)]
    if not isinstance(values, dict):
        return []
    here = [values] if isinstance(values.get("wall"), list) else []
    return here + [found for value in values.values() for found in all_runs(value)]


def ratios(results: dict[str, Any]) -> list[tuple[Any, Any, Any]]:
    """Each ratio with the two things it is made of."""
    film, stages = results["film"], results["stages"]
    return [
        *((clip["ratio"], clip["manim"], clip["ours"]) for clip in results["clips"]),
        (film["ratio"], film["manim"], film["ours"]),
        (film["ratio_of_jobs"], film["ours_one_job"], film["ours"]),
        (film["ratio_to_edited"], film["ours"], film["ours_edited"]),
        (stages["ratio_of_scenes"], stages["scene_manim"], stages["scene_ours"]),
        (stages["ratio_of_painting"], stages["paint_manim"], stages["paint_ours"]),
        (stages["ratio_of_encoding"], stages["encode_manim"], stages["encode_ours"]),
    ]


def check(results: dict[str, Any]) -> None:
    runs, repeats = all_runs(results), results["settings"]["repeats"]
    assert len(runs) >= 2 * len(results["clips"]) + 4 + 7 + 3
    for one in runs:
        for kind in {"wall", "processor", "peak_mb"} & set(one):
            assert len(one[kind]) == (1 if one is results["whole_film"] else repeats) and min(one[kind]) >= 0
        assert min(one["wall"]) > 0
    for found, slow, fast in ratios(results):
        for kind in ("wall", "processor"):
            quotients = [one / two for one, two in zip(slow[kind], fast[kind], strict=True)]
            assert found[kind] == {"median": median(quotients), "low": min(quotients), "high": max(quotients)}
    frames = {compared["address"]: compared["frames"] for compared in results["pictures"]}
    assert all(clip["frames"] == frames[clip["address"]] for clip in results["clips"])
    first = results["stages"]["address"]
    assert {stage["frames"] for stage in results["stages"].values() if "frames" in stage} == {frames[first]}


@pytest.mark.long
def test_both_sides_make_the_same_frames_of_a_clip_cut_alike(tmp_path: Path) -> None:
    suite = Suite(Settings((CLIP,), "draft", repeats=1, seconds=0.2), tmp_path, print)
    suite.shop.cut(0.2)
    clip, compared = (part(suite.shop.clips[0]) for part in (suite._clip, suite._pictures))
    assert clip["frames"] == compared["frames"] == round(clip["seconds"] * 15)
    assert min(clip["manim"]["wall"]) > 0 < min(clip["ours"]["wall"])
    assert compared["frames_of_both"]["mean_difference"] < 0.05 and compared["frames_of_both"]["ssim_lowest"] > 0.999


@pytest.mark.long
@pytest.mark.timeout(1800)  # some twenty processes, one after another, on a machine that runs other tests
def test_a_tiny_clip_is_measured() -> None:
    """Times are there and belong together; the frames are plain Manim's; both sides have cut the clip alike."""
    results = measure(Settings((CLIP,), "draft", repeats=1, seconds=0.2, film=(ACT,)), print)
    check(results)
    assert json.loads(json.dumps(results)) == results
    assert results["versions"]["manim"] and results["machine"]["cores"] >= 1 and results["settings"]["seed"] == 0

    (clip,), (compared,) = results["clips"], results["pictures"]
    assert clip["frames"] == round(clip["seconds"] * 15)
    assert clip["seconds"] < results["preview"]["seconds"], "previews are of the whole clip"
    assert results["whole_film"]["seconds"] == results["preview"]["seconds"]
    assert compared["frames_of_both"]["mean_difference"] < 0.05 and compared["frames_of_both"]["ssim_lowest"] > 0.999
    for film in ("film_of_ours", "film_of_manim"):
        assert 0.99 < compared[film]["ssim"] < 1, "each film is compared with its own frames"

    assert all(len(row) == len(table.headings) for table in tables(results) for row in table.rows)
    assert all(blocks(results).values())


# -- what is kept ----------------------------------------------------------------------------------------------------


def test_the_kept_results_are_consistent() -> None:
    check(kept())


def test_a_process_takes_no_more_memory_than_promised() -> None:
    results = kept()
    assert results["settings"]["quality"] == "hd", "memory is promised at 1080p"
    assert results["memory"]["ours_mb"] <= results["memory"]["limit_mb"] == MEMORY_LIMIT_MB


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_documents_quote_the_kept_results(document: Path) -> None:
    text = document.read_text(encoding="utf-8")
    assert MARKED.search(text)
    assert renewed(text, kept()) == text, "renew it with: python -m bench --write"


def test_each_part_of_the_results_is_quoted_somewhere() -> None:
    quoted = {found[2] for path in DOCUMENTS for found in MARKED.finditer(path.read_text(encoding="utf-8"))}
    assert quoted == set(blocks(kept()))


# -- the parts -------------------------------------------------------------------------------------------------------


def test_a_process_is_measured_with_those_that_it_starts(tmp_path: Path) -> None:
    work = "sum(i * i for i in range(3_000_000)); block = bytearray(150_000_000)"
    inner = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {work!r}], check=True)"
    sample = run([sys.executable, "-c", inner], tmp_path, {}, tmp_path / "log.txt")
    assert sample.wall > 0 and sample.peak_mb > 150
    held = bytearray(b"x" * 200_000_000)  # what this process holds itself does not count
    idle = run([sys.executable, "-c", "pass"], tmp_path, {}, tmp_path / "log.txt")
    del held
    assert idle.peak_mb < 150 and idle.processor < sample.processor


def test_a_command_that_fails_is_named_with_its_last_words(tmp_path: Path) -> None:
    commands = [[sys.executable, "-c", code] for code in ("pass", "import sys; sys.exit('no such thing')")]
    with pytest.raises(StudioError, match=r"exit code 1: no such thing"):
        run_side_by_side(commands, 2, tmp_path, {}, tmp_path)


def test_a_ratio_is_taken_between_neighbours() -> None:
    slow, fast = {"wall": [8.0, 30.0, 9.0], "processor": [4.0] * 3}, {"wall": [2.0, 10.0, 3.0], "processor": [2.0] * 3}
    assert ratio(slow, fast)["wall"] == {"median": 3.0, "low": 3.0, "high": 4.0}


def test_likeness_of_pictures() -> None:
    rng = np.random.default_rng(0)
    pixels = rng.integers(0, 200, (64, 96, 3), dtype=np.uint8)
    same, other = Likeness(96, 64, "gbrp"), Likeness(96, 64, "gbrp")
    same.add(planes(pixels), planes(pixels))
    other.add(planes(pixels), planes(pixels + np.uint8(2)))
    other.add(planes(pixels), planes(rng.integers(0, 200, (64, 96, 3), dtype=np.uint8)))
    assert same.result() == {"mean_difference": 0, "largest_difference": 0, "ssim": 1, "ssim_lowest": 1}
    assert other.result()["ssim_lowest"] < 0.3 < other.result()["ssim"] < 0.7
    assert 30 < other.result()["mean_difference"] < 40  # (2 + 200 / 3) / 2


def planes(pixels: np.ndarray) -> av.VideoFrame:
    return av.VideoFrame.from_ndarray(pixels, format="rgb24").reformat(format="gbrp")


@pytest.mark.parametrize("name", ["self_attention/sofmax", "tests/tiny/none.py", "tests/tiny/render.py"])
def test_a_clip_that_is_not_there_gets_one_line(name: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"softmax|no file|no class"):
        Workshop(tmp_path, [name])


def test_the_command_line_refuses_what_it_cannot_measure(root: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "self_attention/sofmax", "--out", str(tmp_path / "bench.json")]
    done = subprocess.run(command, cwd=root, capture_output=True, text=True)
    assert done.returncode == 2 and re.fullmatch(r"error: no clip .*softmax.*\n", done.stderr)
    assert not list(tmp_path.iterdir())
