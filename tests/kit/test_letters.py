"""Letters: texts put together from kept outlines are those that Manim sets."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from manim import Mobject, Text

from scenes.kit.mobjects.letters import Style, compose
from scenes.kit.theme import CODE_FACE, TEXT_FACE

INTER = f"{TEXT_FACE}, {CODE_FACE}"
OF_FILES = {"path_obj", "file_name", "id_to_vgroup_dict", "original_id"}
"""What tells from which file a mobject was read, and of which it is a copy."""


def test_setting_a_text_twice_gives_what_manim_gives() -> None:
    for text, style in (
        ("attention", Style(INTER, 20.0, "NORMAL")),
        ("Où est-il, l'animal ?", Style(INTER, 33.5, "SEMIBOLD")),
        (" two words ⟨end⟩", Style(INTER, 12.25, "MEDIUM")),
        ("for x in\nrow", Style(CODE_FACE, 18.0, "NORMAL")),
    ):
        for _ in range(2):
            composed = Text.__new__(Text)
            compose(composed, text, style)
            assert_alike(composed, style.set(text))


def assert_alike(ours: Mobject, manims: Mobject) -> None:
    """Two mobjects have the same attributes, all the way down."""
    names = vars(manims).keys() - OF_FILES
    assert names == vars(ours).keys() - OF_FILES
    for name in names:
        mine, theirs = getattr(ours, name), getattr(manims, name)
        if isinstance(theirs, Mobject):
            assert_alike(mine, theirs)
        elif name == "submobjects":
            for one, other in zip(mine, theirs, strict=True):
                assert_alike(one, other)
        else:
            assert same(mine, theirs), name


def same(one: Any, other: Any) -> bool:
    """Whether two attributes are equal, to the last bit."""
    return bool(np.array_equal(one, other)) if isinstance(other, np.ndarray) else bool(one == other)


def test_a_text_put_together_does_not_share_its_points_with_the_next() -> None:
    style, texts = Style(INTER, 20.0, "NORMAL"), []
    for _ in range(2):
        texts.append(Text.__new__(Text))
        compose(texts[-1], "word", style)
    before = texts[1].get_center()
    texts[0].shift([1.0, 0.0, 0.0])
    assert texts[1].get_center() == pytest.approx(before)
