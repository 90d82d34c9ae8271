"""Pictures of nouns: small SVG files of paths and flat fills, checked before anything is done with them. No torch here.

A picture is drawn by two painters and shown in a film that others watch, so what it may hold is a short list. All else
is refused with its file and line: scripts, links, rasters, entities, references, styles, text, strokes, gradients.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.parsers import expat

from model.project import ASSETS

SHIPPED = ASSETS / "pictures"
LARGEST = 50_000  # bytes
FARTHEST = 1e5  # units of the drawing
"""Numbers beyond it are no drawing any more."""

SHAPES = {
    "path": ("d",),
    "rect": ("x", "y", "width", "height", "rx", "ry"),
    "circle": ("cx", "cy", "r"),
    "ellipse": ("cx", "cy", "rx", "ry"),
    "polygon": ("points",),
}
GROUPS = {"svg": ("xmlns", "version", "width", "height", "viewBox"), "g": ()}
PAINT = ("fill", "fill-opacity", "fill-rule", "clip-rule", "transform", "id")
NUMBER = r"(?>[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)"
GAP = r"[\s,]*+"
NUMBERS = {"m": 2, "l": 2, "t": 2, "h": 1, "v": 1, "c": 6, "s": 4, "q": 4}
"""How many numbers follow each letter of a path; an arc has flags between them."""


class PictureError(ValueError):
    """A picture cannot be used; the message is one line with its file and line, and what to do."""


def _path_pattern() -> re.Pattern[str]:
    steps = [f"[{letter}{letter.upper()}](?>(?:{GAP}{NUMBER}){{{count}}})++" for letter, count in NUMBERS.items()]
    arc = f"(?>(?:{GAP}{NUMBER}){{3}}(?:{GAP}[01]){{2}}(?:{GAP}{NUMBER}){{2}})++"
    return re.compile(rf"\s*[Mm](?>(?:{GAP}{NUMBER}){{2}})++(?:{GAP}(?:{'|'.join(steps)}|[aA]{arc}|[zZ]))*+{GAP}")


LENGTH = re.compile(rf"\s*{NUMBER}\s*(?:px)?\s*")
LIST = re.compile(rf"(?:{GAP}{NUMBER})++{GAP}")
TRANSFORM = re.compile(rf"(?:{GAP}(?:matrix|translate|scale|rotate|skewX|skewY)\s*\({LIST.pattern}\))*{GAP}")
COLOUR = re.compile(r"#(?:[0-9a-fA-F]{3}){1,2}|none")
PATTERNS = {
    "d": (_path_pattern(), "a path"),
    "points": (LIST, "a list of points"),
    "viewBox": (LIST, "four numbers"),
    "transform": (TRANSFORM, "a transformation"),
    "fill": (COLOUR, "a colour in six figures after #, or none"),
    "fill-rule": (re.compile("nonzero"), "nonzero: let holes run the other way round"),
    "clip-rule": (re.compile("nonzero|evenodd"), "nonzero or evenodd"),  # says nothing where nothing is clipped
}
FREE = ("xmlns", "version", "id")


def find_picture(name: str, folder: Path) -> Path:
    """The file of a picture: relative to a folder, else by name among those that are shipped; PictureError for none."""
    places = [folder / name]
    if re.fullmatch(r"[\w-]+", name):
        places.append(SHIPPED / f"{name}.svg")
    for place in places:
        if place.is_file():
            return place
    known = [path.stem for path in sorted(SHIPPED.glob("*.svg"))]
    near = ", ".join(difflib.get_close_matches(name, known, n=3, cutoff=0.0))
    raise PictureError(f"there is no picture {name!r} beside the grammar; the nearest that come with it are: {near}")


def read_picture(path: Path) -> str:
    """The text of a picture's file; PictureError with file and line for what is no picture of paths and fills."""
    try:
        data = path.read_bytes()
    except OSError as error:
        raise PictureError(f"cannot read the picture {path}: {error.strerror}") from None
    if len(data) > LARGEST:
        raise PictureError(f"{path} has {len(data):,} bytes; a picture has at most {LARGEST:,}")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        raise PictureError(f"{path} is not a text in UTF-8, as a picture in SVG is") from None
    check_picture(text, str(path))
    return text


def check_picture(text: str, name: str) -> None:
    """Raise PictureError, with ``name`` and the line, unless a text is an SVG of nothing but shapes and flat fills."""
    parser = expat.ParserCreate()
    painted, inside = 0, [""]

    def refuse(what: str) -> None:
        raise PictureError(f"{name}, line {parser.CurrentLineNumber}: {what}")

    def begin(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal painted
        for fault in (*_misplaced(tag, inside[-1]), *_faults(tag, attributes)):
            refuse(fault)
        painted += tag in SHAPES
        inside.append(tag)

    def say(characters: str) -> None:
        if characters.strip():
            refuse("a picture has no text")

    parser.StartElementHandler = begin
    parser.EndElementHandler = lambda _: inside.pop()
    parser.CharacterDataHandler = say
    parser.StartDoctypeDeclHandler = lambda *_: refuse("a picture declares no document type and no entities")
    parser.ProcessingInstructionHandler = lambda *_: refuse("a picture has no instructions for programs")
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        raise PictureError(f"{name}, line {error.lineno}: not valid XML ({expat.ErrorString(error.code)})") from None
    if not painted:
        refuse("nothing is drawn in it")


def _misplaced(tag: str, parent: str) -> Iterator[str]:
    """What is wrong with where an element stands: all in one svg, shapes and groups in groups."""
    if (tag == "svg") != (parent == "") or parent in SHAPES:
        yield f"<{tag}> stands in {f'<{parent}>' if parent else 'nothing'}; shapes and groups stand in one <svg>"


def _faults(tag: str, attributes: Mapping[str, str]) -> Iterator[str]:
    """What is wrong with one element."""
    own = SHAPES.get(tag, GROUPS.get(tag))
    if own is None:
        yield f"<{tag}> is not drawn; a picture is made of {', '.join(SHAPES)} in groups"
        return
    for key, value in attributes.items():
        if key not in own and key not in PAINT:
            yield f"<{tag}> has {key}, which is not drawn; a picture has paths and flat fills"
        if key in FREE:
            continue
        pattern, what = PATTERNS.get(key, (LENGTH, "a number"))
        shown = value if len(value) <= 30 else f"{value[:29]}…"
        if not pattern.fullmatch(value):
            yield f"{key} of <{tag}> must be {what}, not {shown!r}"
        elif key != "fill" and any(abs(float(number)) > FARTHEST for number in re.findall(NUMBER, value)):
            yield f"{key} of <{tag}> reaches beyond {FARTHEST:,.0f}: {shown!r}"
