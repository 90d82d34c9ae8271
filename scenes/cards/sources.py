"""The last card: where numbers, pictures, letters and voice come from, and how to make the film about a sentence."""

from __future__ import annotations

import tomllib
from types import MappingProxyType

from manim import LEFT, VGroup

from model.project import ASSETS
from scenes.cards.silence import SILENT
from scenes.kit.citations import FILE
from scenes.kit.claims import Cited
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.field import Field
from scenes.kit.mobjects.words import on_one_baseline
from scenes.kit.scene import ExplainerScene
from scenes.kit.titles import FILM

SECONDS = 5.0
LABELS, TEXTS, RIGHT = 200, 560, 1770  # pixels from the left
TOP, FIRST, PITCH, CLOSE = 240, 310, 86, 56  # pixels from the top to the baselines, from one to the next
FIELD = 200  # pixels: the height of the small field beside the heading
OWN = 'python render.py film --sentence "…"'


class Sources(ExplainerScene):
    """Five seconds after the last clip."""

    title = "Sources"
    idea = "Where everything on the screen comes from."
    picture = "Where numbers, pictures, letters and voice come from, and the command for a sentence of one’s own."
    titled = False
    allowed = MappingProxyType({**SILENT, "wordy poster": "It names what the film is made of, for whoever stops here."})

    def construct(self) -> None:
        """One picture."""
        heading = self.words(FILM, size=self.theme.sizes.hero, weight="SEMIBOLD")
        heading.on_baseline(at(LABELS, 0)[0], at(0, TOP)[1])
        rows: tuple[tuple[str, VGroup], ...] = (
            ("Numbers", self._text("read out of this film’s own model, or printed in")),
            ("", self._papers()),
            ("Pictures", self._text(f"Fluent Emoji by Microsoft, {_pictures()['licence']} licence")),
            ("Letters", self._text("Inter and JetBrains Mono, SIL Open Font License")),
            ("Made with", self._text("Manim, PyTorch, NumPy, SymPy, PyAV")),
            ("Voice", self._text("synthetic, unless a teacher lends theirs")),
            ("Your sentence", self._text(OWN)),
        )
        field = Field(self.trace, self.theme, height=pixels(FIELD))
        field.move_to(at(RIGHT, TOP - FIELD / 3)).shift(field.width / 2 * LEFT)
        y = FIRST
        listed = VGroup()
        for label, text in rows:
            y += PITCH if label else CLOSE
            listed.add(self._row(y, label, text))
        self.hero = listed
        self.add(heading, field, listed)
        self.rest(SECONDS)

    def _row(self, height: float, label: str, text: VGroup) -> VGroup:
        y = at(0, height)[1]
        row = VGroup(text.shift([at(TEXTS, 0)[0], y, 0.0]))
        if label:
            row.add(self.words(label, role="quiet").on_baseline(at(LABELS, 0)[0], y))
        return row

    def _text(self, text: str) -> VGroup:
        return on_one_baseline([self.words(text)], 0.0)

    def _papers(self) -> VGroup:
        """Author and year of each publication that a number of the film is from."""
        papers = tomllib.loads(FILE.read_text(encoding="utf-8"))
        names = [
            self.phrase("{author} {year}", author=entry["author"], year=Cited(work, "year"))
            for work, entry in papers.items()
        ]
        return on_one_baseline(names, pixels(40))


def _pictures() -> dict[str, str]:
    """What is noted of the pictures' source."""
    noted: dict[str, str] = tomllib.loads((ASSETS / "pictures" / "sources.toml").read_text(encoding="utf-8"))
    return noted
