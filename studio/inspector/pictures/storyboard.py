"""The storyboard picture: a clip's stills in rows, each with time, line and place; problems outlined and numbered."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from PIL import Image, ImageColor, ImageDraw

from scenes.kit.theme import THEMES
from studio.inspector.pictures.stills import ON_RED, RED, Still, font
from studio.inspector.report import Report
from studio.system.files import appearing

COLUMNS = 3
TILE = 640, 360
GAP = 28
TITLE, TEXT, FINE = 34, 20, 18  # pixels
Colour = tuple[int, int, int]


def write_storyboard(stills: Sequence[Still], report: Report, path: Path) -> None:
    """Lay a clip's stills out on one picture with what the report says, in the colours of its theme."""
    theme = THEMES[report.theme]
    ink, quiet, edge = (ImageColor.getrgb(colour)[:3] for colour in (theme.ink, theme.quiet, theme.line))
    columns = 2 if len(stills) == 4 else min(COLUMNS, max(1, len(stills)))
    width = columns * (TILE[0] + GAP) + GAP
    rows = [stills[first : first + columns] for first in range(0, len(stills), columns)]
    said = [[_wrap(still.text, TILE[0], FINE) for still in row] for row in rows]
    heights = [TILE[1] + 40 + FINE * 4 // 3 * max(map(len, texts)) + GAP for texts in said]
    head = _wrap(_heading(report), width - 2 * GAP, TEXT)
    top = GAP + TITLE + 16 + len(head) * (TEXT + 8) + GAP // 2
    problems = [
        (number, _wrap(str(problem), width - 3 * GAP - 20, TEXT))
        for number, problem in enumerate(report.problems, start=1)
    ]
    foot = sum(len(lines) * (TEXT + 8) + 6 for _, lines in problems) + (GAP if problems else 0)
    sheet = Image.new("RGB", (width, top + sum(heights) + foot), ImageColor.getrgb(theme.panel)[:3])
    draw = ImageDraw.Draw(sheet)
    draw.text((GAP, GAP), report.title or report.address, ink, font("Inter-SemiBold.otf", TITLE))
    for number, line in enumerate(head):
        draw.text((GAP, GAP + TITLE + 16 + number * (TEXT + 8)), line, quiet, font("Inter-Regular.otf", TEXT))
    y = top
    for row, texts, height in zip(rows, said, heights, strict=True):
        for place, (still, lines) in enumerate(zip(row, texts, strict=True)):
            x = GAP + place * (TILE[0] + GAP)
            sheet.paste(still.draw_marks(TILE), (x, y))
            draw.rectangle((x - 1, y - 1, x + TILE[0], y + TILE[1]), outline=edge)
            _label(draw, still, lines, (x, y + TILE[1] + 8), ink, quiet)
        y += height
    for number, lines in problems:
        _draw_problem(draw, number, lines, y, ink)
        y += len(lines) * (TEXT + 8) + 6
    with appearing(path) as temporary:
        sheet.save(temporary)


def _heading(report: Report) -> str:
    """What the sheet is about: the clip's address, length, sentence and theme, and how many problems it has."""
    count = len(report.problems)
    verdict = f"{count} problem{'s' * (count > 1)}" if count else "no problems"
    return "   ·   ".join(
        (report.address, f"{report.duration:.1f} s", f"“{report.sentence}”", f"{report.theme} theme", verdict)
    )


def _label(
    draw: ImageDraw.ImageDraw, still: Still, lines: Iterable[str], place: tuple[int, int], ink: Colour, quiet: Colour
) -> None:
    """Under a still: its time and what it is, the line of the file, and the words that were said."""
    x, y = place
    time = f"{still.time:.2f} s"
    draw.text((x, y), time, ink, font("Inter-SemiBold.otf", TEXT))
    after = x + font("Inter-SemiBold.otf", TEXT).getlength(time) + 14
    draw.text((after, y), still.what, ink, font("Inter-Regular.otf", TEXT))
    draw.text((x + TILE[0], y + 2), still.where, quiet, font("JetBrainsMono-Regular.ttf", FINE), anchor="ra")
    for number, line in enumerate(lines):
        draw.text((x, y + TEXT + 10 + number * FINE * 4 // 3), line, quiet, font("Inter-Regular.otf", FINE))


def _draw_problem(draw: ImageDraw.ImageDraw, number: int, lines: Iterable[str], y: int, ink: Colour) -> None:
    """One problem at the foot of the sheet, with its number as on the stills."""
    face = font("Inter-SemiBold.otf", TEXT)
    width = face.getlength(str(number)) + 12
    draw.rectangle((GAP, y, GAP + width, y + TEXT + 4), fill=RED)
    draw.text((GAP + width / 2, y + TEXT / 2 + 2), str(number), ON_RED, face, anchor="mm")
    for place, line in enumerate(lines):
        draw.text((2 * GAP + 20, y + place * (TEXT + 8)), line, ink, font("Inter-Regular.otf", TEXT))


def _wrap(text: str, width: int, size: int) -> list[str]:
    """A text in lines that are no wider than ``width`` pixels, in the regular face."""
    face, lines = font("Inter-Regular.otf", size), [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines[-1] else word
        if lines[-1] and face.getlength(longer) > width:
            lines.append(word)
        else:
            lines[-1] = longer
    return [line for line in lines if line]
