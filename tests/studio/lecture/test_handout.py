"""The handout: a page a clip, with words that can be read, searched and heard, and pictures of the lines' ends."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from studio.lecture import pdf
from studio.lecture.clips import EmbedOptions
from studio.system import paths
from studio.system.errors import StudioError
from tests.studio.lecture.rendered_clips import COLOURS, IDEA, LINES, PICTURE, POSTER, TITLE, is_near, make_clip, plain

LONG = "Each query meets each key, and what comes of it is a score, which is no weight yet, and the row adds up to one."


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))


def make_handout(folder: Path, *lines: tuple[str, ...]) -> Path:
    clips = [make_clip(folder / str(n), f"clip-{n}", lines=said) for n, said in enumerate(lines or (LINES,))]
    return pdf.write(clips, EmbedOptions("deck"), folder / "out").opens


def run(*command: str | Path) -> str:
    return subprocess.run([*map(str, command)], capture_output=True, check=True).stdout.decode(errors="replace")


def shown(text: str) -> str:
    """What the handout shows of a text: what the typeface does not have is a question mark."""
    return re.sub("[🙂⟨⟩]", "?", plain(text))


def test_whatever_stands_in_a_text_is_printed_and_does_nothing(tmp_path: Path) -> None:
    file = make_handout(tmp_path)
    text = "".join(run("pdftotext", file, "-").split())
    for each in (TITLE, IDEA, *LINES):
        assert "".join(shown(each).split()) in text, each
    assert "JavaScript:no" in "".join(run("pdfinfo", file).split())
    assert run("pdfinfo", "-js", file).strip() == ""


def test_it_is_read_out_in_the_order_of_its_lines_with_words_for_the_last_still(tmp_path: Path) -> None:
    file = make_handout(tmp_path)
    assert re.search(r"^Tagged: +yes$", run("pdfinfo", file), re.MULTILINE)
    read = "".join(re.findall(r'"(.*)"', run("pdfinfo", "-struct-text", file)))
    read = "".join(read.split())
    places = [read.index("".join(shown(each).split())[:12]) for each in (TITLE, IDEA, *LINES)]
    assert places == sorted(places)
    instead = ("\ufeff" + plain(PICTURE)).encode("utf-16-be").hex().upper()
    assert re.search(rf"/S/Figure/P \d+ 0 R/Alt<{instead}>".encode(), file.read_bytes())


def test_each_still_is_what_stands_when_its_line_ends(tmp_path: Path) -> None:
    file = make_handout(tmp_path)
    run("pdftoppm", "-r", "40", "-png", file, tmp_path / "page")
    with Image.open(tmp_path / "page-1.png") as page:
        colours = page.convert("RGB").getcolors(1 << 20) or []
    for colour in (*COLOURS, POSTER):
        assert any(count > 500 and is_near(found, colour) for count, found in colours), colour  # type: ignore[arg-type]


@pytest.mark.parametrize("lines", [1, 8, 16])
def test_a_clip_has_one_page_whatever_its_number_of_lines(tmp_path: Path, lines: int) -> None:
    many = make_clip(tmp_path / "many", lines=LINES)
    repeated = tuple(many.lines[n % len(LINES)] for n in range(lines))
    longer = [type(line)(line.start, line.end, LONG) for line in repeated]
    clip = type(many)(**{**vars(many), "lines": tuple(longer)})
    file = pdf.write([clip, clip], EmbedOptions("deck"), tmp_path / "out").opens
    assert re.search(r"^Pages: +2$", run("pdfinfo", file), re.MULTILINE)


def test_the_same_clips_give_the_same_bytes(tmp_path: Path) -> None:
    first, second = make_handout(tmp_path / "a"), make_handout(tmp_path / "b")
    assert first.read_bytes() == second.read_bytes()


def test_it_takes_nothing_with_it_but_its_typeface(tmp_path: Path) -> None:
    """Whatever fonts a machine has, the handout is the same."""
    fonts = run("pdffonts", make_handout(tmp_path)).splitlines()[2:]
    assert fonts and all("+Inter-" in line and " yes yes " in line for line in fonts)


def test_a_missing_library_is_named_in_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "typst", None)
    with pytest.raises(StudioError, match="typst is missing; install it with: make setup"):
        make_handout(tmp_path)
    assert not (tmp_path / "out").exists()
