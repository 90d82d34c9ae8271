"""All verbs in two forms, one above the other: a form fills up whose nearest row of the table is that of the other."""

from __future__ import annotations

from manim import Animation, Line, ManimColor, VGroup

from scenes.intro.parts.embeddings_forms import Forms
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.motion import change
from scenes.kit.theme import Theme

LEFT, RIGHT = 62, 1858  # pixels
ROWS = (250, 440)  # pixels: the third person, and the base form
COUNT, NOTE = 680, 770  # pixels
SIZE, SMALLEST = 48, 30


class Wall(VGroup):
    """The verbs side by side, and how many of their forms there are.

    Attributes:
        chips: by the rows of the table; links: between the forms of a verb; count: found of all, with words below.
    """

    def __init__(self, forms: Forms, theme: Theme) -> None:
        super().__init__()
        self.forms, self.theme = forms, theme
        pitch = (RIGHT - LEFT) / len(forms.pairs)
        size = next(s for s in range(SIZE, SMALLEST - 1, -2) if s == SMALLEST or self._fits(s, pixels(pitch - 24)))
        self.chips: dict[int, Chip] = {}
        self.links = VGroup()
        for column, (base, third) in enumerate(forms.pairs):
            x = LEFT + (column + 0.5) * pitch
            for row, y in zip((third, base), ROWS, strict=True):
                chip = Chip(forms.words[row], theme, look="mark", size=size)
                chip.word.set_color(theme.role("ink"))
                self.chips[row] = chip.shift(at(x, y) - chip.box.get_center())
            ends = self.chips[third].box.get_bottom(), self.chips[base].box.get_top()
            self.links.add(Line(*ends, stroke_width=5, color=theme.role("thread")))
        self.count = self._count()
        self.add(self.links, *self.chips.values(), self.count)

    def chip(self, row: int) -> Chip:
        """The chip of a row of the table."""
        return self.chips[row]

    def fill(self) -> list[Animation]:
        """Each form whose nearest row is the other one takes the colour of what was learned."""
        color = self.theme.fill("learned")
        made = []
        for one, other in (pair for base, third in self.forms.pairs for pair in ((third, base), (base, third))):
            if self.forms.meets(one, other):
                made.append(change(self.chips[one], to=lambda chip: self._wear(chip, color)))
        return made

    def _wear(self, chip: VGroup, color: ManimColor) -> None:
        box, word = chip
        box.set_fill(color, opacity=1.0).set_stroke(color, width=0)
        word.set_color(self.theme.ink_of_chip("learned"))

    def _fits(self, size: int, room: float) -> bool:
        words = (self.forms.words[row] for pair in self.forms.pairs for row in pair)
        return max(Chip(word, self.theme, size=size).box.width for word in words) <= room

    def _count(self) -> VGroup:
        big = Phrase(
            "{found} of {count}",
            self.theme,
            found=self.forms.found,
            count=self.forms.count,
            size=64,
            value_size=self.theme.sizes.big,
            value_weight="SEMIBOLD",
        )
        note = Phrase("have the other form as their nearest row", self.theme, size=self.theme.sizes.label, role="quiet")
        big.move_to(at(960, COUNT))
        return VGroup(big, note.move_to(at(960, NOTE)))
