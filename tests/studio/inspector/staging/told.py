"""Faults of axes, pace and posters, and what looks like them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from manim import DOWN, UP, FadeIn, VGroup

from scenes.kit.choose import hero_tensor
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.words import Words
from scenes.kit.scene import ExplainerScene
from tests.numbers import some
from tests.studio.inspector.staging.staged import Construct, Fault, box, showing, words

# -- words and dimensions ------------------------------------------------------------------------------------------

PITCH = 120  # pixels


def row(scene: ExplainerScene, count: int = 8) -> VGroup:
    """Words of the sentence in even steps."""
    made = VGroup()
    for place, word in enumerate(scene.trace.source[:count]):
        made.add(Words(word, scene.theme, size=30).on_baseline(*at(500 + PITCH * place, 300)[:2], align=0.5))
    return made


def values(scene: ExplainerScene, *, transposed: bool = False) -> Heatmap:
    """Eight words' values, eight dimensions each, without labels."""
    found = hero_tensor(scene.trace, "value")[:8]
    found = found.transpose() if transposed else found
    names = [""] * 8
    return Heatmap(found, names, names, theme=scene.theme, cell=0.3, kind="signed")


def below(
    width: Callable[[VGroup], float], *, transposed: bool = False, shift: float = 0.0, above: bool = False
) -> Construct:
    """A clip with a row of words and a map under it, so wide."""

    def construct(self: ExplainerScene) -> None:
        labels = row(self)
        made = values(self, transposed=transposed)
        made.stretch(width(labels) / made.box.width, 0)
        made.shift((labels.get_x() - made.box.get_x()) * np.array([1.0, 0, 0])).next_to(labels, UP if above else DOWN)
        made.shift(shift * np.array([1.0, 0, 0]))
        self.play(FadeIn(labels, made), run_time=0.4)
        self.rest(1.6)

    return construct


AXES: dict[str, Fault] = {
    "dimensions from end to end of the words": ("aligned axes", "ends where end", below(lambda labels: labels.width)),
    "dimensions at the words' pitch": ("aligned axes", "has the pitch of", below(
        lambda labels: 8 * pixels(PITCH), shift=pixels(40))),
}  # fmt: skip

NOT_AXES: dict[str, tuple[str, Construct]] = {
    "words under words": ("aligned axes", below(lambda labels: labels.width, transposed=True)),
    "dimensions narrower than the words": ("aligned axes", below(lambda labels: 0.8 * labels.width)),
    "dimensions above the words": ("aligned axes", below(lambda labels: labels.width, above=True)),
}


# -- pace and poster -------------------------------------------------------------------------------------------------


def paced(spoken: int, silent: float) -> Construct:
    """So many lines of some three seconds, and a silence."""

    def construct(self: ExplainerScene) -> None:
        self.add(box(self, 960, 500, 600, 500))
        for _ in range(spoken):
            with self.say("This takes about three seconds to say."):
                pass
        self.rest(silent)

    return construct


def poster(count: int, *more: str, numbers: int = 0) -> Construct:
    """So many words on the last still, in rows of five, more texts below them, and numbers."""
    rows = [" ".join(["word"] * min(5, count - first)) for first in range(0, count, 5)]

    def texts(scene: ExplainerScene) -> VGroup:
        made = VGroup(*(words(scene, text, y=180 + 90 * place) for place, text in enumerate([*rows, *more])))
        return made.add(*(scene.number(some(12)).move_to(at(300 + 100 * place, 800)) for place in range(numbers)))

    return showing(texts)


def sentence(scene: ExplainerScene) -> str:
    return " ".join(scene.trace.source[:8])


def with_sentence(self: ExplainerScene) -> None:
    poster(25, sentence(self))(self)


TOLD: dict[str, Fault] = {
    "no pause": ("speech", "of the time is spoken", paced(6, 1.6)),
    "more silence than speech": ("speech", "of the time is spoken", paced(2, 8.0)),
    "a poster to read": ("wordy poster", "26 words stand on the last still", poster(26)),
}

NOT_TOLD: dict[str, tuple[str, Construct]] = {
    "three quarters spoken": ("speech", paced(4, 4.0)),
    "twenty-five words": ("wordy poster", poster(25)),
    "twenty-five words and the sentence": ("wordy poster", with_sentence),
    "figures are no words": ("wordy poster", poster(25, numbers=8)),
}
