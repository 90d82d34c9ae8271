"""What embed is given and gives back: clips cut at their lines, safe names, notebooks that play by themselves."""

from __future__ import annotations

import base64
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
import pytest
from nbclient import NotebookClient

from scenes.kit.narration import Cue
from studio.encoding.cut import cut, picture_at
from studio.lecture import clips, jupyter
from studio.lecture.clips import EmbedOptions, SpokenLine, lines_of
from studio.lecture.make import embed as embed_in
from studio.lecture.options import HOSTS, SILENT, EmbedRequest
from studio.rendering import film
from studio.request.options import Request
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.locks import alone
from tests.command_line import Run
from tests.studio.lecture.rendered_clips import COLOURS, IDEA, LINES, SECONDS, TITLE, is_near, make_clip, plain
from tests.tiny.bars import Bars
from tests.tiny.film import TinyFilm
from tests.tiny.waits import Waits

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CLIP = "positional_ffn/feed_forward"  # a whole one, rendered small


def test_a_film_is_cut_where_its_lines_begin(tiny_film: TinyFilm) -> None:
    film = tiny_film.video
    first, second = film.lines
    assert first.text == "There are 12 things & <one> {set}. Now there are more." and second.text == "Wait for it."
    assert second.start == film.chapters[1].start
    assert lines_of(film) == (
        SpokenLine(0.0, second.start, first.text),
        SpokenLine(second.start, film.duration, second.text),
    )


def test_before_the_first_line_belongs_to_it(tiny_film: TinyFilm) -> None:
    film = replace(tiny_film.video, lines=(Cue(2.0, 3.0, "Late."),))
    assert lines_of(film) == (SpokenLine(0.0, film.duration, "Late."),)
    assert lines_of(replace(film, lines=())) == (SpokenLine(0.0, film.duration, ""),)


def test_pictures_of_a_clip_are_those_of_their_time(tmp_path: Path) -> None:
    clip = make_clip(tmp_path)
    for number, colour in enumerate(COLOURS):
        for seconds in (number * SECONDS, (number + 1) * SECONDS - 1e-3):
            assert is_near(picture_at(clip.video, seconds).getpixel((9, 9)), colour)  # type: ignore[arg-type]


def test_a_clip_is_not_cut_where_it_would_have_to_be_encoded_again(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=r"cannot be cut at 0\.20 s"):
        cut(make_clip(tmp_path).video, 0.2, 1.0, tmp_path / "part.mp4")


@pytest.mark.parametrize("name", ["../up", "a b", "a%20b", "a'b", "$(x)", "é", "-x", "a_{b}", "", "a\u202eb", "a.tex"])
def test_no_file_has_a_name_that_means_something_elsewhere(name: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="cannot be the name"):
        EmbedOptions(name)
    if "/" not in name:  # a file's own name is all that pages and decks use
        clip = make_clip(tmp_path)
        with pytest.raises(StudioError, match="cannot be the name"):
            replace(clip, video=Path(tmp_path, f"{name}.mp4"))


def test_a_notebook_plays_without_a_kernel_and_without_files(browser: Browser, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "made")
    file = jupyter.write(
        [clip], EmbedOptions("deck", request=Request(sentence='it\'s "x"', voice="none")), tmp_path / "out"
    ).opens
    assert list((tmp_path / "out").iterdir()) == [file]
    notebook = nbformat.read(file, as_version=4)
    nbformat.validate(notebook)
    assert notebook.cells[-1].source == "show('act/clip', sentence='it\\'s \"x\"')"
    spoken = jupyter.write([clip], EmbedOptions("deck", request=Request(voice="heart")), tmp_path / "spoken").paste
    assert spoken.endswith("show('act/clip', voice='heart')")
    data = notebook.cells[-1].outputs[0].data
    page = browser.new_page()
    page.set_content(data["text/html"])
    assert page.get_attribute("video", "title") == plain(TITLE) and page.inner_text("figcaption") == plain(IDEA)
    length = "video => video.play().then(() => new Promise(done => { video.onended = () => done(video.currentTime); }))"
    assert page.locator("video").evaluate(length) == pytest.approx(SECONDS * len(LINES), abs=0.01)
    page.close()


@pytest.fixture(scope="module")
def cache(shared: Path) -> Path:
    """A cache with the clip: rendered once for all processes that run these tests."""
    folder = shared / "embedded"
    with alone(shared):
        if not folder.is_dir():
            embed(folder, folder.with_name("embedded-cache"))
    return folder.with_name("embedded-cache")


def embed(folder: Path, cache: Path) -> dict[str, Any]:
    """Embed the clip in Markdown, as a user does; returns what is told."""
    environment = {**os.environ, paths.CACHE_VARIABLE: str(cache)}
    options = ["--for", "markdown", "--quality", "draft", "--json", "--out", str(folder)]
    command = [sys.executable, str(paths.ROOT / "render.py"), "embed", CLIP, *options]
    done = subprocess.run(command, capture_output=True, text=True, env=environment)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


@pytest.mark.parametrize("host", [name for name in HOSTS if name != "pdf"])  # which is read
def test_a_voice_is_heard_in_every_host_that_is_asked_for_one(
    host: str, tiny_film: TinyFilm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """And in none that is not: the lecturer speaks."""
    shutil.copytree(tiny_film.folder / "cache", tmp_path / "cache")
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))
    monkeypatch.setattr(film, "find_clips", lambda address: {"tiny/bars": (Bars,), "tiny/waits": (Waits,)}[address])
    monkeypatch.setattr(film, "trace_of", lambda *_: tiny_film.folder / "trace.npz")
    monkeypatch.setattr(clips, "find_clips", film.find_clips)
    for voice in (SILENT, "heart"):
        request = Request(quality="draft", captions="burned", as_json=True, voice=voice)
        made = embed_in(EmbedRequest(("tiny/bars", "tiny/waits"), host, request, out=tmp_path / voice))
        streams = [kinds_of_streams(video) for video in videos_in(made.files)]
        assert streams == [{"video"} | ({"audio"} if voice == "heart" else set())] * 2, voice


def kinds_of_streams(video: bytes) -> set[str]:
    """What ffprobe finds in an mp4."""
    command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type", "-of", "csv=p=0", "-"]
    return set(subprocess.run(command, input=video, capture_output=True, check=True).stdout.decode().split()) & {
        "video",
        "audio",
    }


def videos_in(files: Sequence[Path]) -> list[bytes]:
    """The videos of a host's files, wherever it has put them."""
    found = []
    for file in files:
        if file.suffix == ".mp4":
            found.append(file.read_bytes())
        elif file.suffix == ".ipynb":
            coded = re.findall(r"data:video/mp4;base64,([A-Za-z0-9+/=]+)", file.read_text(encoding="utf-8"))
            found += [base64.b64decode(text) for text in dict.fromkeys(coded)]
        elif file.suffix == ".pptx":
            with zipfile.ZipFile(file) as deck:
                found += [deck.read(name) for name in deck.namelist() if name.endswith(".mp4")]
    return found


@pytest.mark.long
def test_show_plays_a_clip_in_an_executed_notebook(
    cache: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(cache))
    source = f"from studio import show\nshow({CLIP!r}, quality='draft', width=320)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata["kernelspec"] = kernel
    NotebookClient(notebook, timeout=280, resources={"metadata": {"path": str(tmp_path)}}).execute()
    data = notebook.cells[0].outputs[-1].data
    assert 'src="data:video/mp4;base64,' in data["text/html"] and 'width="320"' in data["text/html"]
    assert data["text/plain"].startswith("<clip: ") and data["image/png"]
    assert not list(cache.glob("lecture-*"))  # nothing is left behind


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["self_attention/softmax", "--for", "html", "--by", "line"], "html has no slides that could stop"),
        (["self_attention/softmax", "--for", "pptx", "--width", "640"], "pptx has no players: --width is for html,"),
        (["self_attention/sofmax", "--for", "html"], "self_attention/softmax"),
        (["../../etc", "--for", "beamer"], "etc"),
        (["self_attention/softmax", "--for", "pptx", "--voice", "hart"], "no voice 'hart'; did you mean heart?"),
    ],
)
def test_a_wrong_wish_is_one_line_and_nothing_is_written(
    render_py: Run, arguments: list[str], line: str, tmp_path: Path
) -> None:
    done = render_py("embed", *arguments)
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1 and line in done.stderr and "Traceback" not in done.stderr
    assert done.stdout == "" and {path.name for path in tmp_path.iterdir()} <= {"cache"}


def test_a_missing_library_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from studio.lecture import pptx

    monkeypatch.setitem(sys.modules, "pptx", None)
    with pytest.raises(StudioError, match="python-pptx is missing; install it with: make setup"):
        pptx.write([make_clip(tmp_path)], EmbedOptions("deck"), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_what_was_written_is_told_as_json(cache: Path, tmp_path: Path) -> None:
    told = embed(tmp_path / "out", cache)
    assert told["opens"] == str(tmp_path / "out" / f"{CLIP.replace('/', '-')}.md")
    assert all(Path(file).is_file() for file in told["files"])
