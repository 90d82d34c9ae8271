"""The page as a folder: the film, each clip with its files, stills, fonts, one HTML file, its styles and scripts."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup
from PIL import Image, ImageDraw

from model.trace import END, Trace
from scenes.kit.scene import ExplainerScene
from scenes.kit.theme import DARK, THEMES
from studio.encoding import subtitles
from studio.rendering.clip import FinishedClip
from studio.rendering.join import Video
from studio.request.addresses import file_name
from studio.site.contents import PageContents, find_downloads, gather_acts
from studio.system import paths
from studio.system.errors import UsageError, full_disk_in_one_line
from studio.system.folders import appearing_folder

SOURCES = Path(__file__).resolve().parent / "page"
FONTS = ("Inter-Regular.otf", "Inter-SemiBold.otf", "OFL.txt")
CLIPS = "clips"
STILL_WIDTH = 640
MARK = '<meta name="generator" content="The Animated Transformer">'
"""By this line in its index.html a folder is known as one that may be replaced."""


@contextlib.contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """A folder that takes the place of the page in ``folder`` when the block ends well, and else is deleted.

    Raises UsageError when ``folder`` holds something that is no page of this film.
    """
    if folder.exists() and not _is_ours(folder):
        raise UsageError(f"{folder} holds something else than a page of this film; choose another place with --out")
    with appearing_folder(folder) as temporary:
        yield temporary


def _is_ours(folder: Path) -> bool:
    try:
        return not any(folder.iterdir()) or MARK in (folder / "index.html").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def write_page(
    folder: Path,
    film: Video,
    clips: Sequence[type[ExplainerScene]],
    finished: Sequence[FinishedClip],
    trace: Trace,
    theme: str,
    title: str,
    *,
    voice: str = "",
) -> PageContents:
    """Write what is not in ``folder`` already: the film is, and its clips are if they speak; returns what it shows.

    ``voice`` says whose voice is heard; nothing where the film is silent.
    """
    with full_disk_in_one_line():
        for one in finished:
            _write_clip(one, folder / CLIPS)
        size = _write_still(film.poster, folder / "film.webp", width=None)
        shutil.copytree(SOURCES, folder / "page", ignore=shutil.ignore_patterns("*.j2"))
        _write_icon(folder / "page" / "icon.png")
        for font in FONTS:
            shutil.copyfile(paths.ROOT / "assets" / "fonts" / font, folder / "page" / font)
        contents = PageContents(
            title=title,
            theme=theme,
            sentence=_words(trace, "source"),
            translation=_words(trace, "target"),
            duration=film.duration,
            size=size,
            video=film.video.name,
            poster="film.webp",
            downloads=find_downloads(folder, film.video.stem),
            acts=gather_acts(clips, finished, film, folder),
            voice=voice,
        )
        for template, file in (("colours.css.j2", "page/colours.css"), ("index.html.j2", "index.html")):
            (folder / file).write_text(_render(template, contents), encoding="utf-8")
    return contents


def _write_clip(one: FinishedClip, folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    name = file_name(one.facts.address)
    if not (folder / f"{name}.mp4").exists():
        shutil.copyfile(one.video, folder / f"{name}.mp4")
    shutil.copyfile(one.poster, folder / f"{name}.png")
    _write_still(one.poster, folder / f"{name}.webp", STILL_WIDTH)
    (folder / f"{name}.srt").write_text(subtitles.srt(one.facts.cues), encoding="utf-8")
    (folder / f"{name}.vtt").write_text(subtitles.vtt(one.facts.cues), encoding="utf-8")


def _write_still(poster: Path, file: Path, width: int | None) -> tuple[int, int]:
    """Write a poster as a small WebP; returns its size in pixels."""
    with Image.open(poster) as still:
        picture = still.convert("RGB")
    if width is not None and picture.width > width:
        picture = picture.resize((width, round(picture.height * width / picture.width)), Image.Resampling.LANCZOS)
    picture.save(file, quality=88, method=6)
    return picture.size


def _write_icon(file: Path) -> None:
    """A few cells of attention, for the browser's tab."""
    lit = {(0, 0): "query", (1, 1): "key", (2, 2): "value"}
    icon = Image.new("RGB", (64, 64), DARK.ground)
    draw = ImageDraw.Draw(icon)
    for row, column in product(range(3), repeat=2):
        left, top = 8 + 17 * column, 8 + 17 * row
        colour = DARK.roles[lit[row, column]] if (row, column) in lit else DARK.line
        draw.rectangle((left, top, left + 13, top + 13), fill=colour)
    icon.save(file)


def _words(trace: Trace, kind: str) -> str:
    """A sentence of the trace without the mark at its end."""
    return " ".join(word for word in trace.words.get(kind, ()) if word != END)


def _render(template: str, contents: PageContents) -> str:
    """A template with everything escaped that stands in it as text."""
    environment = Environment(
        loader=FileSystemLoader(SOURCES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(clock=format_time, rows=lambda cue: "\n".join(cue.rows))
    return environment.get_template(template).render(page=contents, themes=THEMES, mark=Markup(MARK))


def format_time(seconds: float) -> str:
    """``1:05``, ``1:02:03``."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
