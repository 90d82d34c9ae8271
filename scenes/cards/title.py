"""The film's title, on the field of the numbers that its model has learned, where the first questions stood."""

from __future__ import annotations

from scenes.cards.silence import SILENT
from scenes.kit.layout import at
from scenes.kit.mobjects.field import Field
from scenes.kit.scene import ExplainerScene
from scenes.kit.titles import FILM

MIDDLE = 465  # pixels from the top: the field stands as in intro/question
SECONDS = 2.0


class Title(ExplainerScene):
    """Two seconds between the questions and the machine."""

    title = "Title"
    idea = "The film has a name."
    picture = f"{FILM}, on the field of all numbers that the machine has learned."
    titled = False
    allowed = SILENT

    def construct(self) -> None:
        """One picture: the transitions before and after it are its motion."""
        name = self.words(FILM, size=self.theme.sizes.big, weight="SEMIBOLD").move_to(at(960, MIDDLE))
        field = Field(self.trace, self.theme).move_to(at(960, MIDDLE))
        self.hero = field
        self.add(field.with_holes(name), name)
        self.rest(SECONDS)
