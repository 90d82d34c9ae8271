"""Every machine draws the same: all text is set in the shipped faces, and they have all characters that it needs."""

from __future__ import annotations

from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from manim import Text

from model.grammar import Grammar
from model.trace import END, START
from model.words import NEW, PAD
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import DARK

FONTS = Path(__file__).resolve().parents[2] / "assets" / "fonts"
PUNCTUATION = " .,;:!?’“”–…()/·×−≈→√"


def characters(*files: str) -> set[str]:
    return {chr(code) for file in files for code in TTFont(FONTS / file).getBestCmap()}


def test_the_faces_have_every_character_of_the_languages() -> None:
    grammar = Grammar.load()
    wanted = set("".join((*grammar.source_vocabulary, *grammar.target_vocabulary, START, END, PAD, NEW, PUNCTUATION)))
    assert len(wanted) > 50
    assert wanted <= characters("Inter-Regular.otf", "JetBrainsMono-Regular.ttf")
    assert wanted - set("⟨⟩") <= characters("Inter-Regular.otf")


@pytest.mark.parametrize("weight", ["Regular", "Medium", "SemiBold"])
def test_each_weight_of_the_text_face_has_the_same_characters(weight: str) -> None:
    assert characters(f"Inter-{weight}.otf") == characters("Inter-Regular.otf")


def test_brackets_come_from_the_shipped_faces() -> None:
    """Inter has no angle brackets: they come from the other shipped face, not from a font of this machine."""
    shown = Words(END, DARK)
    code = Text(END, font="JetBrains Mono", font_size=shown.font_size, use_svg_cache=False)
    for place in (0, -1):
        assert shown[place].width == pytest.approx(code[place].width, rel=1e-3)
        assert shown[place].height == pytest.approx(code[place].height, rel=1e-3)


def test_the_licence_of_the_fonts_lies_beside_them() -> None:
    licence = (FONTS / "OFL.txt").read_text(encoding="utf-8")
    assert "SIL OPEN FONT LICENSE" in licence
    assert all(path.name in licence for path in FONTS.iterdir() if path.suffix in (".otf", ".ttf"))
