"""Slides: decks opened, driven and compiled by the programs they are for, with texts that would like to do harm."""

from __future__ import annotations

import io
import os
import re
import subprocess
import zipfile
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING
from xml.etree import ElementTree

import av
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pptx import Presentation
from pptx.oxml.ns import qn

from studio.lecture import beamer, pptx
from studio.lecture.clips import EmbedOptions, LectureClip
from tests.studio.lecture.rendered_clips import (
    COLOURS,
    FRAMES,
    LINES,
    PICTURE,
    PITCHES,
    POSTER,
    SECONDS,
    TITLE,
    VOICE,
    is_near,
    make_clip,
    pitch_of,
    plain,
)
from tests.studio.voice.lines import sound_of

if TYPE_CHECKING:
    pass


@pytest.fixture
def clip(tmp_path: Path) -> LectureClip:
    return make_clip(tmp_path)


def run(*command: object, cwd: Path) -> str:
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, errors="replace", timeout=200)
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr
    return done.stdout


def pictures(pdf: Path) -> list[Image.Image]:
    run("pdftoppm", "-r", "40", "-png", pdf, pdf.with_suffix(""), cwd=pdf.parent)
    return [Image.open(file).convert("RGB") for file in sorted(pdf.parent.glob(f"{pdf.stem}-*.png"))]


def corners(picture: Image.Image) -> list[tuple[int, ...]]:
    right, bottom = picture.width - 5, picture.height - 5
    return [picture.getpixel(place) for place in ((4, 4), (right, 4), (4, bottom), (right, bottom))]  # type: ignore[misc]


@pytest.mark.parametrize(("by_line", "shown"), [(False, [POSTER]), (True, list(COLOURS))])
def test_impress_shows_every_slide_filled_by_its_clip(
    clip: LectureClip, tmp_path: Path, by_line: bool, shown: list
) -> None:
    made = pptx.write([clip], EmbedOptions("deck", by_line=by_line), tmp_path / "out")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["deck.pptx"]
    profile = (tmp_path / "office").as_uri()
    run("soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", made.opens, cwd=tmp_path)
    pages = pictures(tmp_path / "deck.pdf")
    assert len(pages) == len(shown)
    for page, colour in zip(pages, shown, strict=True):
        assert all(is_near(pixel, colour) for pixel in corners(page))


ORDER = ("sldMasterIdLst", "notesMasterIdLst", "handoutMasterIdLst", "sldIdLst", "sldSz", "notesSz")
"""How the first children of a presentation follow one another: ECMA-376, part 1, 19.2.1.26."""
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
RELATED = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
REFERENCE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def test_a_deck_is_built_as_the_standard_says_which_keynote_takes_at_its_word(
    clip: LectureClip, tmp_path: Path
) -> None:
    made = pptx.write([clip], EmbedOptions("deck", by_line=True), tmp_path / "out")
    with zipfile.ZipFile(made.opens) as deck:
        names = set(deck.namelist())
        root = ElementTree.fromstring(deck.read("ppt/presentation.xml"))
        types = ElementTree.fromstring(deck.read("[Content_Types].xml"))
        targets = {}
        for name in names:
            if name.endswith(".rels"):
                base = PurePosixPath("/", name).parent.parent
                for related in ElementTree.fromstring(deck.read(name)).iter(RELATED):
                    assert related.get("TargetMode") != "External"
                    target = os.path.normpath(base / related.attrib["Target"]).lstrip("/")
                    targets[name, related.attrib["Id"]] = target, related.attrib["Type"].rpartition("/")[2]
        about = deck.read("docProps/app.xml").decode()
    assert all(target in names for target, _ in targets.values())
    children = [child.tag.removeprefix(PRESENTATION) for child in root]
    known = [name for name in children if name in ORDER]
    assert known == [name for name in ORDER if name in known] == children[: len(known)]
    (master,) = root.find(f"{PRESENTATION}notesMasterIdLst") or ()
    assert targets["ppt/_rels/presentation.xml.rels", master.attrib[REFERENCE]][1] == "notesMaster"
    assert root.find(f"{PRESENTATION}sldSz").attrib == {"cx": "12192000", "cy": "6858000"}
    parts = {each.attrib["PartName"].lstrip("/") for each in types if "PartName" in each.attrib}
    endings = {each.attrib["Extension"].lower() for each in types if "Extension" in each.attrib}
    undeclared = {name for name in names - parts if name.rpartition(".")[2].lower() not in endings}
    assert parts <= names and undeclared <= {"[Content_Types].xml"}
    assert "4:3" not in about and "Macintosh" not in about


def test_a_decks_properties_are_the_films(clip: LectureClip, tmp_path: Path) -> None:
    known = Presentation(str(pptx.write([clip], EmbedOptions("deck"), tmp_path / "out").opens)).core_properties
    assert known.author == known.last_modified_by == "The Animated Transformer"
    assert abs((datetime.now(UTC).replace(tzinfo=None) - known.created).total_seconds()) < 3600
    assert known.modified == known.created


def test_slides_have_titles_notes_and_the_whole_video(clip: LectureClip, tmp_path: Path) -> None:
    made = pptx.write(
        [clip, make_clip(tmp_path, "b", "Second", "Idea", ["Said."])], EmbedOptions("deck"), tmp_path / "out"
    )
    first, second = Presentation(str(made.opens)).slides
    assert first.shapes.title.text == plain(TITLE) and second.shapes.title.text == "Second"
    assert first.notes_slide.notes_text_frame.text.split("\n") == [plain(line) for line in LINES]
    assert second.notes_slide.notes_text_frame.text == "Said."
    assert clip.video.read_bytes() in [part.blob for part in parts_of(first)]
    assert spoken_instead(first) == [plain(PICTURE)]


def spoken_instead(slide) -> list[str]:
    return slide._element.xpath("//p:pic/p:nvPicPr/p:cNvPr/@descr")


def parts_of(slide) -> list:
    return [relation.target_part for relation in slide.part.rels.values() if not relation.is_external]


def test_a_slide_a_line_has_the_frames_of_that_line_only(clip: LectureClip, tmp_path: Path) -> None:
    made = pptx.write([clip], EmbedOptions("deck", by_line=True), tmp_path / "out")
    for slide, colour, line in zip(Presentation(str(made.opens)).slides, COLOURS, LINES, strict=True):
        assert [slide.notes_slide.notes_text_frame.text] == spoken_instead(slide) == [plain(line)]
        (video,) = {part.blob for part in parts_of(slide) if part.content_type == "video/mp4"}
        with av.open(io.BytesIO(video)) as container:
            frames = [frame.to_image() for frame in container.decode(video=0)]
        assert len(frames) == FRAMES
        assert all(is_near(frame.getpixel((9, 9)), colour) for frame in frames)


def test_a_slide_a_line_is_heard_as_that_line_and_no_other(tmp_path: Path) -> None:
    clip = make_clip(tmp_path, speaks=True)
    made = pptx.write([clip], EmbedOptions("deck", by_line=True), tmp_path / "out")
    deck = Presentation(str(made.opens))
    assert deck.core_properties.comments == VOICE
    for number, slide in enumerate(deck.slides):
        (video,) = {part.blob for part in parts_of(slide) if part.content_type == "video/mp4"}
        file = tmp_path / f"{number}.mp4"
        file.write_bytes(video)
        command = ["ffprobe", "-v", "error", "-show_entries", "stream=codec_type,duration", "-of", "csv=p=0", str(file)]
        lengths = dict(row.split(",") for row in run(*command, cwd=tmp_path).split())
        assert float(lengths["video"]) == pytest.approx(SECONDS, abs=1e-3)
        assert float(lengths["audio"]) == pytest.approx(SECONDS, abs=1e-3)
        heard = sound_of(file)
        tenth = len(heard) // 10
        for part in (heard[:tenth], heard, heard[-tenth:]):  # from its first moment to its last
            assert pitch_of(part) == pytest.approx(PITCHES[number], abs=10)
        assert loudness(heard) == pytest.approx(loudness(sound_of(clip.video)), abs=0.02)


def loudness(samples: NDArray[np.float32]) -> float:
    """The root of the mean square."""
    return float(np.sqrt((samples**2).mean()))


def test_a_clip_a_slide_is_the_video_with_its_sound(tmp_path: Path) -> None:
    clip = make_clip(tmp_path, speaks=True)
    (slide,) = Presentation(str(pptx.write([clip], EmbedOptions("deck"), tmp_path / "out").opens)).slides
    assert clip.video.read_bytes() in [part.blob for part in parts_of(slide)]
    assert len(sound_of(clip.video)) == pytest.approx(3 * SECONDS * 48_000, abs=1100)


def test_a_slides_first_act_is_to_play_its_video(clip: LectureClip, tmp_path: Path) -> None:
    (slide,) = Presentation(str(pptx.write([clip], EmbedOptions("deck"), tmp_path / "out").opens)).slides
    (command,) = slide._element.findall(f".//{qn('p:timing')}//{qn('p:cmd')}")
    (movie,) = [shape for shape in slide.shapes if shape.shape_type is not None and "MEDIA" in str(shape.shape_type)]
    assert command.get("cmd") == "playFrom(0.0)"
    assert [shape.get("spid") for shape in command.iter(qn("p:spTgt"))] == [str(movie.shape_id)]
    assert len(slide._element.findall(qn("p:timing"))) == 1


def compiled(tex: Path) -> Path:
    """The PDF, by LaTeX without permission to run programs."""
    run("pdflatex", "-interaction=nonstopmode", "-halt-on-error", "-no-shell-escape", tex.name, cwd=tex.parent)
    return tex.with_suffix(".pdf")


@pytest.mark.parametrize(("by_line", "shown"), [(False, [POSTER]), (True, list(COLOURS))])
def test_beamer_compiles_and_shows_the_stills(clip: LectureClip, tmp_path: Path, by_line: bool, shown: list) -> None:
    made = beamer.write([clip], EmbedOptions("deck", by_line=by_line), tmp_path)
    made.opens.write_text("\\pdfobjcompresslevel=0 " + made.opens.read_text("utf-8"), "utf-8")
    pdf = compiled(made.opens)
    for page, colour in zip(pictures(pdf), shown, strict=True):
        assert all(is_near(pixel, colour) for pixel in corners(page))
    films = re.findall(rb"/F\s*\(([^)]*)\)", pdf.read_bytes())
    assert films == [b"act-clip.mp4"] * len(shown)


def test_beamer_prints_texts_as_they_are(clip: LectureClip, tmp_path: Path) -> None:
    made = beamer.write([clip], EmbedOptions("deck"), tmp_path)
    text = made.opens.read_text(encoding="utf-8")
    made.opens.write_text(text.replace(r"\begin{document}", r"\setbeameroption{show only notes}\begin{document}"))
    printed = run("pdftotext", "-raw", compiled(made.opens), "-", cwd=tmp_path)
    squeezed = re.sub(r"\s|-", "", printed)
    for word in " ".join(map(plain, LINES)).split():
        assert word.replace("-", "") in squeezed, word
