"""Lies in pictures of nouns: of what they are, and by which word they stand."""

from __future__ import annotations

from manim import DOWN, RIGHT, UP, Mobject, VGroup

from model.tokens import Token
from scenes.kit.mobjects.picture import SMALL, Picture, picture_of
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lying import Lie, heatmap, showing


def nouns(scene: ExplainerScene) -> tuple[Token, Token]:
    """The sentence's subject and object."""
    roles = scene.trace.facts["roles"]["main"]
    return scene.trace.source[roles["subject"]], scene.trace.source[roles["object"]]  # type: ignore[return-value]


def row(scene: ExplainerScene) -> Sentence:
    """The sentence with a picture above each noun."""
    return Sentence(scene.trace.source[:-1], scene.trace, scene.theme, size=40)


def exchanged(scene: ExplainerScene) -> Mobject:
    made = row(scene)
    one, two = (made.pictures[noun.place] for noun in nouns(scene))
    left, right = one.get_center(), two.get_center()
    one.move_to(right)
    two.move_to(left)
    return made


def called(scene: ExplainerScene) -> Mobject:
    """The picture of the one noun that says it is of the other."""
    one, two = nouns(scene)
    made = Picture(one, scene.trace)
    made.token = two
    return made


def painted(scene: ExplainerScene) -> Mobject:
    made = Picture(nouns(scene)[0], scene.trace)
    made[0].set_fill(scene.theme.role("query"))
    return made


def bent(scene: ExplainerScene) -> Mobject:
    return Picture(nouns(scene)[0], scene.trace).stretch(1.4, 0)


def of_no_noun(scene: ExplainerScene) -> Mobject:
    made = Picture(nouns(scene)[0], scene.trace)
    made.token = scene.trace.source[0]
    return made


def beside(scene: ExplainerScene, which: int) -> Mobject:
    """The picture of the one noun at the left of the other."""
    one = nouns(scene)[which]
    return VGroup(Picture(nouns(scene)[0], scene.trace), scene.words(one, size=50)).arrange(RIGHT, buff=0.15)


def heads(scene: ExplainerScene, off: int) -> Mobject:
    """A map with pictures at the heads of the columns of nouns, or so many columns aside."""
    made, labels = heatmap(scene), []
    for place, word in enumerate(scene.trace.source):
        picture = picture_of(word, scene.trace, size=SMALL)
        label = picture or scene.words(word, size=22).set_opacity(0)
        left, right, _, top = made.box.edges
        x = left + (place + off + 0.5) * (right - left) / len(scene.trace.source)
        labels.append(label.move_to([x, top + 0.3, 0]))
    made.remove(made.column_labels)
    made.column_labels = VGroup(*labels)
    return made.add(made.column_labels)


PICTURES: dict[str, Lie] = {
    "two pictures exchanged": ("wrong picture", "stands by", showing(exchanged)),
    "a picture that says it is of another noun": ("wrong picture", "does not look like", showing(called)),
    "a picture in another colour": ("wrong picture", "does not look like", showing(painted)),
    "a picture drawn out": ("wrong picture", "does not look like", showing(bent)),
    "a picture of a word that is no noun": ("wrong picture", "where no such noun", showing(of_no_noun)),
    "a picture at the left of another noun": ("wrong picture", "stands by", showing(lambda s: beside(s, 1))),
    "pictures a column aside": ("wrong label", "the picture of", showing(lambda s: heads(s, 1))),
}


def smaller(scene: ExplainerScene) -> Mobject:
    return row(scene).scale(0.8).shift(UP)


def in_french(scene: ExplainerScene) -> Mobject:
    words = VGroup(*(scene.words(word, size=30) for word in scene.trace.target[:-1])).arrange(DOWN, buff=0.1)
    made = [(word, picture_of(word.token, scene.trace, size=SMALL)) for word in words]
    return VGroup(words, *(picture.next_to(word, RIGHT, buff=0.2) for word, picture in made if picture is not None))


RIGHT_PICTURES = {
    "a sentence with its pictures": showing(row),
    "a smaller sentence with its pictures": showing(smaller),
    "a picture beside its noun": showing(lambda s: beside(s, 0)),
    "pictures beside French nouns": showing(in_french),
    "pictures at the heads of their columns": showing(lambda s: heads(s, 0)),
}
