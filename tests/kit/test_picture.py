"""Pictures of nouns: checked before anything is done, drawn alike by a browser and by both painters, and seen."""

from __future__ import annotations

import io
import pickle
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from manim import Camera, ManimColor
from PIL import Image

from model.grammar import Grammar, GrammarError
from model.pictures import LARGEST, SHIPPED, PictureError, check_picture, read_picture
from model.tokens import Token
from model.trace import Trace
from scenes.kit.layout import pixels
from scenes.kit.mobjects.picture import HERO, SMALL, Picture, parts_of, picture_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.theme import DARK, LIGHT, Theme, oklab, oklab_of
from studio.painting.painter import Painter

if TYPE_CHECKING:
    from playwright.sync_api import Browser

GRAMMAR = Grammar.load()
NOUNS = list(GRAMMAR.nouns)
PATH = '<path d="M0 0h9v9z" fill="#fff"/>'
FAR = 0.14  # in Oklab, where black and white are 1 apart
FRAME = {"pixel_width": 320, "pixel_height": 180, "frame_width": pixels(320), "frame_height": pixels(180)}


def svg(body: str) -> str:
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n{body}\n</svg>'


def known(nouns: list[str]) -> Trace:
    """A trace that knows pictures and nothing else."""
    pictures = {noun: {"french": GRAMMAR.nouns[noun].french, "svg": GRAMMAR.pictures[noun]} for noun in nouns}
    return Trace(
        {}, {"source": tuple(Token(noun, "source", i) for i, noun in enumerate(nouns))}, {"pictures": pictures}
    )


TRACE = known(NOUNS)


def picture(noun: str, size: float = HERO) -> Picture:
    return Picture(TRACE.source[NOUNS.index(noun)], TRACE, size=size)  # type: ignore[arg-type]


REFUSED = {
    "a script": (svg("<script>alert(1)</script>"), "line 2: <script> is not drawn"),
    "a link": (svg(f'<a href="page.html">{PATH}</a>'), "line 2: <a> is not drawn"),
    "a raster": (svg('<image href="a.png"/>'), "line 2: <image> is not drawn"),
    "a use": (svg(f'{PATH}\n<use href="#a"/>'), "line 3: <use> is not drawn"),
    "a style": (svg('<path d="M0 0h9v9z" style="fill:url(#a)"/>'), "line 2: <path> has style"),
    "a style sheet": (svg("<style>path{fill:red}</style>"), "line 2: <style> is not drawn"),
    "a gradient": (svg('<path d="M0 0h9v9z" fill="url(#a)"/>'), "line 2: fill of <path> must be a colour"),
    "a stroke": (svg('<path d="M0 0h9v9z" stroke="#fff"/>'), "line 2: <path> has stroke"),
    "an event": (svg('<path d="M0 0h9v9z" onclick="alert(1)"/>'), "line 2: <path> has onclick"),
    "an entity": (f'<!DOCTYPE svg [<!ENTITY a "b">]>{svg(PATH)}', "line 1: a picture declares no document type"),
    "a file of another": (f'<!DOCTYPE svg SYSTEM "file:///etc/passwd">{svg(PATH)}', "declares no document type"),
    "a program": (f'<?xml-stylesheet href="a.css"?>{svg(PATH)}', "line 1: a picture has no instructions"),
    "words": (svg("<g>hello</g>"), "line 2: a picture has no text"),
    "no XML": (svg("<path"), "line 3: not valid XML"),
    "half a path": (svg('<path d="M0 0h"/>'), "line 2: d of <path> must be a path, not 'M0 0h'"),
    "an odd arc": (svg('<path d="M0 0a1 1 0 2 0 1 1"/>'), "line 2: d of <path> must be a path"),
    "a number without end": (svg('<path d="M0 0h1e99"/>'), "line 2: d of <path> reaches beyond"),
    "holes by another rule": (svg('<path d="M0 0h9v9z" fill-rule="evenodd"/>'), "fill-rule of <path> must be nonzero"),
    "an svg in an svg": (svg(svg(PATH)), "line 2: <svg> stands in <svg>"),
    "a shape in a shape": (svg(f'<path d="M0 0h9v9z">{PATH}</path>'), "line 2: <path> stands in <path>"),
    "another root": (PATH, "line 1: <path> stands in nothing"),
    "nothing": (svg("<g/>"), "line 3: nothing is drawn in it"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_plain_drawing_is_refused_with_file_and_line(name: str) -> None:
    text, said = REFUSED[name]
    with pytest.raises(PictureError) as error:
        check_picture(text, "owl.svg")
    assert str(error.value).startswith("owl.svg, line ") and said in str(error.value)
    assert "\n" not in str(error.value)


def test_a_drawing_of_basic_shapes_is_taken() -> None:
    shapes = '<rect width="9" height="9"/><circle r="3"/><ellipse rx="1" ry="2"/><polygon points="0,0 9,0 9,9"/>'
    check_picture(svg(f'<!-- an owl --><g transform="translate(1,2) rotate(3)">{shapes}{PATH}</g>'), "owl.svg")
    assert len(parts_of(svg(f'<g fill="#123456">{shapes}{PATH}</g>'))) == 5


def test_a_picture_that_is_too_large_or_no_text_gets_one_line(tmp_path: Path) -> None:
    (tmp_path / "large.svg").write_text(svg(PATH * LARGEST), encoding="utf-8")
    (tmp_path / "raster.svg").write_bytes(b"\x89PNG\r\n\xff")
    with pytest.raises(PictureError, match=r"large\.svg has [\d,]+ bytes; a picture has at most 50,000"):
        read_picture(tmp_path / "large.svg")
    with pytest.raises(PictureError, match=r"raster\.svg is not a text in UTF-8"):
        read_picture(tmp_path / "raster.svg")


def own_grammar(folder: Path, name: str) -> Path:
    path = folder / "words.toml"
    entry = f'\n[[noun]]\nenglish = "owl"\nfrench = "chouette"\ngender = "f"\nkind = "agent"\npicture = "{name}"\n'
    path.write_text(GRAMMAR.text + entry, encoding="utf-8")
    return path


def test_a_noun_of_ones_own_has_a_picture_beside_the_grammar_or_a_shipped_one(tmp_path: Path) -> None:
    (tmp_path / "drawn").mkdir()
    (tmp_path / "drawn" / "an owl.svg").write_text(svg(PATH), encoding="utf-8")
    assert Grammar.load(own_grammar(tmp_path, "drawn/an owl.svg")).pictures["owl"] == svg(PATH)
    shipped = (SHIPPED / "bird.svg").read_text(encoding="utf-8")
    assert Grammar.load(own_grammar(tmp_path, "bird")).pictures["owl"] == shipped


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("bad.svg", "noun 'owl': {folder}/bad.svg, line 2: <script> is not drawn"),
        ("brid", "noun 'owl': there is no picture 'brid' beside the grammar; the nearest that come with it are: bird"),
        (" ", "noun 'owl': picture must be the name of a file"),
    ],
)
def test_a_wrong_picture_is_noticed_with_the_grammar(tmp_path: Path, name: str, said: str) -> None:
    (tmp_path / "bad.svg").write_text(svg("<script/>"), encoding="utf-8")
    with pytest.raises(GrammarError) as error:
        Grammar.load(own_grammar(tmp_path, name))
    assert said.format(folder=tmp_path) in str(error.value) and "\n" not in str(error.value)


def test_every_noun_of_the_default_grammar_has_a_picture_and_each_says_where_it_is_from() -> None:
    assert set(GRAMMAR.pictures) == set(GRAMMAR.nouns)
    sources = tomllib.loads((SHIPPED / "sources.toml").read_text(encoding="utf-8"))
    assert set(sources["icons"]) == {path.stem for path in SHIPPED.glob("*.svg")}
    assert "Permission is hereby granted, free of charge" in (SHIPPED / "LICENSE").read_text(encoding="utf-8")
    project = tomllib.loads((SHIPPED.parent.parent / "pyproject.toml").read_text(encoding="utf-8"))
    assert "assets/pictures/LICENSE" in project["project"]["license-files"]


def test_words_are_learned_whatever_their_pictures() -> None:
    plain = Grammar("\n".join(line for line in GRAMMAR.text.splitlines() if not line.startswith(("picture", "#"))))
    assert plain.learned == GRAMMAR.learned
    assert Grammar(GRAMMAR.text.replace('"chat"', '"matou"')).learned != GRAMMAR.learned


@pytest.mark.parametrize("size", [HERO, SMALL])
@pytest.mark.parametrize("noun", NOUNS)
def test_a_picture_is_painted_alike_and_as_large_as_it_says(noun: str, size: float) -> None:
    shown = picture(noun, size)
    assert max(shown.width, shown.height) == pytest.approx(pixels(size))
    ours, manims = Painter(**FRAME), Camera(**FRAME)
    ours.paint(shown.submobjects, ours.background)
    manims.capture_mobjects([shown])
    assert np.abs(ours.pixel_array.astype(int) - manims.pixel_array).max() <= 1
    assert (manims.pixel_array[..., :3].max(axis=2) > 0).sum() > 0.15 * size**2


def seen_share(shown: Picture, theme: Theme) -> float:
    """How much of a picture's area has a colour that lies far from the ground's, in Oklab."""
    camera = Camera(background_color=ManimColor("#ff00ff"), **FRAME)
    camera.capture_mobjects([shown])
    seen = camera.pixel_array[..., :3].reshape(-1, 3)
    seen = seen[(seen != (255, 0, 255)).any(axis=1)] / 255
    away = np.linalg.norm(oklab_of(seen) - oklab(ManimColor(theme.ground)), axis=1)
    return float((away > FAR).mean())


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
@pytest.mark.parametrize("noun", NOUNS)
def test_a_picture_stands_out_from_the_ground(noun: str, theme: Theme) -> None:
    assert seen_share(picture(noun), theme) > 0.3


def test_a_nearly_black_picture_would_be_lost_on_the_dark_ground() -> None:
    prints = picture("animal")
    assert seen_share(prints, DARK) > 0.95
    assert seen_share(prints.set_fill("#321b41"), DARK) < 0.2, "the prints' own colour"


def test_words_of_either_language_have_the_picture_of_their_noun() -> None:
    chat, parc = Token("chat", "main.target", 1), Token("park", "target", 0)
    assert picture_of(chat, TRACE).token is chat  # type: ignore[union-attr]
    assert picture_of(parc, TRACE) is None, "park is English"
    assert picture_of(Token("chat", "twin.source", 1), TRACE) is None, "chat is French"
    assert picture_of(Token("leaves", "source", 3), TRACE) is None
    with pytest.raises(KeyError, match="no picture"):
        Picture(Token("leaves", "source", 3), TRACE)
    assert pickle.loads(pickle.dumps(picture("cat").token)) == "cat"


def test_pictures_stand_above_their_words_on_one_height() -> None:
    row = Sentence([TRACE.source[0], Token("sees", "source", 2), TRACE.source[10]], TRACE, DARK, size=50)
    cat, house = row.pictures[0], row.pictures[2]
    assert cat.get_x() == pytest.approx(row.word(0).get_x()) and house.get_x() == pytest.approx(row.word(2).get_x())
    assert cat.get_bottom()[1] == pytest.approx(house.get_bottom()[1])
    assert row.word(2).get_top()[1] + pixels(11) < house.get_bottom()[1] < row.word(2).get_top()[1] + pixels(14)


def cropped(pixels_seen: np.ndarray) -> np.ndarray:
    """What is drawn on a magenta ground, cut out and brought to one size: (100, 100, 3)."""
    drawn = np.abs(pixels_seen.astype(int) - (255, 0, 255)).max(axis=2) > 100
    (top, left), (bottom, right) = np.argwhere(drawn).min(axis=0), np.argwhere(drawn).max(axis=0)
    cut = Image.fromarray(pixels_seen[top : bottom + 1, left : right + 1])
    return np.asarray(cut.resize((100, 100), Image.Resampling.BOX), dtype=float)


def test_a_browser_draws_the_same(browser: Browser) -> None:
    """Holes, arcs and colours are those that a browser makes of the files: no more than edges differ."""
    page = browser.new_page(viewport={"width": 320, "height": 320})
    square = {"pixel_width": 320, "pixel_height": 320, "frame_width": pixels(320), "frame_height": pixels(320)}
    for noun in NOUNS:
        drawing = GRAMMAR.pictures[noun].replace("<svg ", '<svg width="300" height="300" ')
        page.set_content(f'<body style="margin:5px;background:#ff00ff">{drawing}</body>')
        theirs = np.asarray(Image.open(io.BytesIO(page.screenshot())).convert("RGB"))
        camera = Camera(background_color=ManimColor("#ff00ff"), **square)
        camera.capture_mobjects([picture(noun, 280)])
        difference = np.abs(cropped(theirs) - cropped(camera.pixel_array[..., :3].copy()))
        assert difference.mean() < 4, noun
        assert (difference.max(axis=2) > 90).mean() < 0.02, noun
    page.close()
