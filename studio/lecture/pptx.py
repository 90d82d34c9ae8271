"""PowerPoint, Keynote, Impress, Google Slides: a deck of real slides, each filled by a clip or by a line of one.

The videos are inside the file. A slide's video starts with the slide, its narration is in the notes, and its title
stands above the visible slide, as PowerPoint itself hides titles: it names the slide in lists and for screen readers.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from scenes.kit.titles import FILM
from studio.encoding.cut import cut, picture_at
from studio.lecture.clips import Embedded, EmbedOptions, LectureClip
from studio.lecture.environments import fill
from studio.lecture.escape import on_one_row
from studio.system.errors import StudioError
from studio.system.files import appearing

WIDTH, HEIGHT = 12_192_000, 6_858_000  # 13.33 by 7.5 inches in English Metric Units, what PowerPoint calls wide
TITLE_ONLY = 5  # among python-pptx' layouts


@dataclass(frozen=True)
class Slide:
    """What one slide shows and says, what is read out in place of the picture, and its duration in seconds."""

    title: str
    notes: str
    instead: str
    video: Path
    poster: Path
    duration: float


def write(clips: Sequence[LectureClip], options: EmbedOptions, folder: Path) -> Embedded:
    """The deck, one file."""
    try:
        from pptx import Presentation
        from pptx.util import Emu
    except ImportError:
        raise StudioError("python-pptx is missing; install it with: make setup") from None
    deck = Presentation()
    deck.slide_width, deck.slide_height = Emu(WIDTH), Emu(HEIGHT)
    file = folder / f"{options.name}.pptx"
    with tempfile.TemporaryDirectory(dir=clips[0].video.parent) as scratch:
        for clip in clips:
            for slide in _cut_into_slides(clip, Path(scratch)) if options.by_line else [_make_slide(clip)]:
                _add_slide(deck, slide, options.colours.ground)
        _describe(deck, clips)
        _list_notes_master(deck)
        with appearing(file) as temporary:
            deck.save(str(temporary))
    return Embedded(file, (file,), f"open {file.name}: each video starts with its slide, what to say is in the notes")


def _describe(deck: Any, clips: Sequence[LectureClip]) -> None:
    """Say in the file's properties what it is, who made it and when, and how wide: python-pptx' template speaks of
    itself."""
    from pptx.opc.constants import RELATIONSHIP_TYPE

    known = deck.core_properties
    known.title = on_one_row(", ".join(clip.title for clip in clips))[:255]
    known.comments = on_one_row(" ".join(dict.fromkeys(clip.voice for clip in clips)))
    known.author = known.last_modified_by = FILM
    known.created = known.modified = datetime.now(UTC).replace(tzinfo=None)
    known.revision = 1
    deck.element.sldSz.attrib.pop("type", None)  # which says 4:3, and Keynote believes it
    application = deck.part.package.part_related_by(RELATIONSHIP_TYPE.EXTENDED_PROPERTIES)
    application._blob = fill("app.xml", application=FILM, slides=len(deck.slides)).encode()


def _list_notes_master(deck: Any) -> None:
    """Name the master of the notes in the presentation, as the standard asks for; python-pptx only relates it."""
    from pptx.opc.constants import RELATIONSHIP_TYPE
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls

    master = deck.part.relate_to(deck.notes_master.part, RELATIONSHIP_TYPE.NOTES_MASTER)
    listed = f'<p:notesMasterIdLst {nsdecls("p", "r")}><p:notesMasterId r:id="{master}"/></p:notesMasterIdLst>'
    deck.element.sldMasterIdLst.addnext(parse_xml(listed))


def _make_slide(clip: LectureClip) -> Slide:
    return Slide(clip.title, clip.narration, on_one_row(clip.picture), clip.video, clip.poster, clip.duration)


def _cut_into_slides(clip: LectureClip, scratch: Path) -> Iterator[Slide]:
    """A slide a line. Each begins with the picture that the one before it ended with, so that nothing jumps."""
    for number, line in enumerate(clip.lines, start=1):
        video, poster = (scratch / f"{clip.name}-{number}{suffix}" for suffix in (".mp4", ".png"))
        cut(clip.video, line.start, line.end, video, clip.sound)
        picture_at(clip.video, line.start).save(poster)
        title = f"{clip.title} ({number} of {len(clip.lines)})"
        said = on_one_row(line.text)
        yield Slide(title, said, said, video, poster, line.end - line.start)


def _add_slide(deck: Any, slide: Slide, ground: str) -> None:
    """Add a slide to a python-pptx presentation."""
    from pptx.dml.color import RGBColor
    from pptx.oxml import parse_xml
    from pptx.oxml.ns import nsdecls, qn

    added = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
    added.background.fill.solid()
    added.background.fill.fore_color.rgb = RGBColor.from_string(ground.lstrip("#"))
    title = added.shapes.title
    title.left, title.top, title.width, title.height = 0, -HEIGHT // 6, WIDTH, HEIGHT // 8
    title.text_frame.text = on_one_row(slide.title)
    movie = added.shapes.add_movie(
        str(slide.video), 0, 0, WIDTH, HEIGHT, poster_frame_image=str(slide.poster), mime_type="video/mp4"
    )
    movie.name = on_one_row(slide.title)
    movie._element.nvPicPr.cNvPr.set("descr", slide.instead)
    root = added._element
    for made in root.findall(qn("p:timing")):
        root.remove(made)
    milliseconds = round(slide.duration * 1000)
    timing = fill("timing.xml", namespace=nsdecls("p"), shape=movie.shape_id, milliseconds=milliseconds)
    root.append(parse_xml(timing))
    added.notes_slide.notes_text_frame.text = slide.notes
