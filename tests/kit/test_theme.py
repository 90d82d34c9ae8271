"""Colours: readable on their grounds, apart for every eye, scales even. The measure of difference is CIEDE2000.

Deuteranopia and protanopia are simulated by Machado, Oliveira and Fernandes 2009 (severity 1, on linear sRGB).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from manim import ManimColor
from numpy.typing import NDArray

from scenes.kit.theme import THEMES, Theme, contrast, oklab

EYES = {
    "normal": np.eye(3),
    "deuteranopia": np.array(
        [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.011820, 0.042940, 0.968881]]
    ),
    "protanopia": np.array(
        [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]]
    ),
    "tritanopia": np.array(
        [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.303900]]
    ),
}
CLOSEST = {"tritanopia": 8.0}
"""How close symbols may come for an eye that is rare; 13 for all others."""
SYMBOLS = ("query", "key", "value", "output", "learned")
MARKS = (*SYMBOLS, "elle", "place")
ON_SOLIDS = {"dark": ("ink", "query", "key", "elle"), "light": ("ink", "quiet", "output", "learned")}
WORDS = (*SYMBOLS, "ink", "quiet", "weight", "gradient")
SHARES = np.linspace(0, 1, 21)

themes = pytest.mark.parametrize("theme", THEMES.values(), ids=lambda theme: theme.name)
eyes = pytest.mark.parametrize("eye", EYES)


def seen(colour: ManimColor, eye: str) -> NDArray[np.float64]:
    """CIELAB (D65) of a colour as this eye sees it."""
    rgb = np.asarray(colour.to_rgb(), dtype=float)
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    linear = np.clip(EYES[eye] @ linear, 0, 1)
    to_xyz = np.array(
        [[0.4124564, 0.3575761, 0.1804375], [0.2126729, 0.7151522, 0.0721750], [0.0193339, 0.1191920, 0.9503041]]
    )
    ratio = to_xyz @ linear / np.array([0.95047, 1.0, 1.08883])
    f = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


def ciede2000(one: NDArray[np.float64], two: NDArray[np.float64]) -> float:
    """The CIEDE2000 difference of two CIELAB colours (Sharma, Wu and Dalal 2005)."""
    (light1, a1, b1), (light2, a2, b2) = one, two
    mean = (np.hypot(a1, b1) + np.hypot(a2, b2)) / 2
    stretch = 1 + 0.5 * (1 - np.sqrt(mean**7 / (mean**7 + 25.0**7)))
    a1, a2 = a1 * stretch, a2 * stretch
    chroma1, chroma2 = np.hypot(a1, b1), np.hypot(a2, b2)
    hue1, hue2 = np.degrees(np.arctan2(b1, a1)) % 360, np.degrees(np.arctan2(b2, a2)) % 360
    grey = chroma1 * chroma2 == 0
    turn = 0.0 if grey else (hue2 - hue1 + 180) % 360 - 180
    d_light, d_chroma = light2 - light1, chroma2 - chroma1
    d_hue = 2 * np.sqrt(chroma1 * chroma2) * np.sin(np.radians(turn / 2))
    light, chroma = (light1 + light2) / 2, (chroma1 + chroma2) / 2
    hue = hue1 + hue2 if grey else (hue1 + turn / 2) % 360
    t = (
        1
        - 0.17 * np.cos(np.radians(hue - 30))
        + 0.24 * np.cos(np.radians(2 * hue))
        + 0.32 * np.cos(np.radians(3 * hue + 6))
        - 0.20 * np.cos(np.radians(4 * hue - 63))
    )
    s_light = 1 + 0.015 * (light - 50) ** 2 / np.sqrt(20 + (light - 50) ** 2)
    s_chroma, s_hue = 1 + 0.045 * chroma, 1 + 0.015 * chroma * t
    rotation = (
        -2 * np.sqrt(chroma**7 / (chroma**7 + 25.0**7)) * np.sin(np.radians(60 * np.exp(-(((hue - 275) / 25) ** 2))))
    )
    light, chroma, hue = d_light / s_light, d_chroma / s_chroma, d_hue / s_hue
    return float(np.sqrt(light**2 + chroma**2 + hue**2 + rotation * chroma * hue))


def apart(one: ManimColor, two: ManimColor, eye: str) -> float:
    return ciede2000(seen(one, eye), seen(two, eye))


@pytest.mark.parametrize(
    ("one", "two", "difference"),
    [
        ((50, 2.6772, -79.7751), (50, 0, -82.7485), 2.0425),
        ((50, 2.5, 0), (50, 0, -2.5), 4.3065),
        ((60.2574, -34.0099, 36.2677), (60.4626, -34.1751, 39.4387), 1.2644),
        ((90.8027, -2.0831, 1.441), (91.1528, -1.6435, 0.0447), 1.4441),
        ((2.0776, 0.0795, -1.135), (0.9033, -0.0636, -0.5514), 0.9082),
    ],
)
def test_the_measure_gives_the_published_differences(one: tuple, two: tuple, difference: float) -> None:
    assert ciede2000(np.array(one, float), np.array(two, float)) == pytest.approx(difference, abs=1e-4)


def grounds(theme: Theme) -> dict[str, ManimColor]:
    """All that text may lie on, but for the cells of a scale."""
    halves = {half: theme.role(half) for half in ("encoder", "decoder")}
    return {"ground": ManimColor(theme.ground), "panel": ManimColor(theme.panel), **halves}


@themes
@pytest.mark.parametrize("role", WORDS)
def test_what_is_written_reads_on_every_ground(theme: Theme, role: str) -> None:
    ratios = {name: round(contrast(theme.role(role), ground), 2) for name, ground in grounds(theme).items()}
    assert min(ratios.values()) >= 4.5, ratios


@themes
def test_marks_that_carry_meaning_stand_out(theme: Theme) -> None:
    for mark in (theme.role("focus"), ManimColor(theme.negative), ManimColor(theme.positive)):
        assert contrast(mark, ManimColor(theme.ground)) >= 3
    assert contrast(theme.weight(1), theme.weight(0)) >= 3


@themes
@eyes
def test_the_colours_of_symbols_keep_apart(theme: Theme, eye: str) -> None:
    close = {
        (one, two): round(difference, 1)
        for one, two in combinations(SYMBOLS, 2)
        if (difference := apart(theme.role(one), theme.role(two), eye)) < CLOSEST.get(eye, 13.0)
    }
    assert not close


@themes
@eyes
def test_no_symbol_looks_like_ink(theme: Theme, eye: str) -> None:
    assert min(apart(theme.role(role), theme.role("ink"), eye) for role in SYMBOLS) >= 13


@themes
@eyes
def test_the_ends_of_the_diverging_scale_keep_apart_and_belong_to_no_symbol(theme: Theme, eye: str) -> None:
    ends = [ManimColor(theme.negative), ManimColor(theme.positive)]
    assert apart(*ends, eye) >= 20
    assert min(apart(end, theme.role(role), eye) for end in ends for role in SYMBOLS) >= 6


@themes
@eyes
def test_encoder_and_decoder_grounds_keep_apart(theme: Theme, eye: str) -> None:
    assert apart(theme.role("encoder"), theme.role("decoder"), eye) >= 10


@themes
def test_the_attention_scale_changes_lightness_in_even_steps(theme: Theme) -> None:
    steps = np.diff([oklab(theme.weight(share))[0] for share in SHARES])
    assert np.all(np.sign(steps) == np.sign(steps[0]))
    assert np.ptp(np.abs(steps)) <= 0.15 * np.abs(steps).mean()


@themes
def test_the_diverging_scale_is_even_and_its_sides_are_equally_light(theme: Theme) -> None:
    sides = [np.array([oklab(theme.signed(sign * share))[0] for share in SHARES]) for sign in (-1, 1)]
    for side in sides:
        steps = np.diff(side)
        assert np.all(np.sign(steps) == np.sign(steps[0]))
        assert np.ptp(np.abs(steps)) <= 0.25 * np.abs(steps).mean()
    assert np.allclose(*sides, atol=0.02)


@themes
@eyes
def test_every_eye_sees_the_attention_scale_rise(theme: Theme, eye: str) -> None:
    lightness = np.diff([seen(theme.weight(share), eye)[0] for share in SHARES])
    assert np.all(lightness > 0) or np.all(lightness < 0)


@themes
def test_digits_on_a_cell_always_read(theme: Theme) -> None:
    for share in SHARES:
        fill = theme.weight(share)
        assert contrast(theme.ink_on(fill), fill) >= 4.5


@themes
@eyes
def test_filled_shapes_keep_apart_too(theme: Theme, eye: str) -> None:
    least = CLOSEST.get(eye, 13.0)
    assert min(apart(theme.fill(one), theme.fill(two), eye) for one, two in combinations(SYMBOLS, 2)) >= least


@themes
@eyes
def test_he_and_she_have_two_tones_that_no_eye_takes_for_one_another(theme: Theme, eye: str) -> None:
    assert apart(theme.role("output"), theme.role("elle"), eye) >= 16
    assert apart(theme.fill("output"), theme.fill("elle"), eye) >= 16
    assert apart(theme.role("elle"), theme.role("key"), eye) >= 8


@themes
@eyes
def test_a_place_has_a_colour_of_its_own(theme: Theme, eye: str) -> None:
    assert min(apart(theme.role("place"), theme.role(role), eye) for role in (*SYMBOLS, "elle", "quiet")) >= 8


@themes
@pytest.mark.parametrize("role", MARKS)
def test_a_word_on_its_chip_reads(theme: Theme, role: str) -> None:
    assert contrast(theme.ink_of_chip(role), theme.fill(role)) >= 4.5


@themes
@pytest.mark.parametrize("half", ["encoder", "decoder"])
def test_what_may_stand_bare_on_a_solid_reads_there(theme: Theme, half: str) -> None:
    fill, edge = theme.solid(half)
    assert min(contrast(theme.role(role), fill) for role in ON_SOLIDS[theme.name]) >= 4.5
    assert contrast(edge, ManimColor(theme.ground)) >= 3


@themes
@eyes
def test_the_halves_of_the_machine_keep_apart(theme: Theme, eye: str) -> None:
    for one, two in zip(theme.solid("encoder"), theme.solid("decoder"), strict=True):
        assert apart(one, two, eye) >= 10


def test_both_themes_know_the_same_roles() -> None:
    roles = [set(theme.roles) for theme in THEMES.values()]
    assert roles[0] == roles[1]


def test_an_unknown_role_names_the_known_ones() -> None:
    with pytest.raises(KeyError, match=r"no colour for the role 'red'; known: .*query"):
        THEMES["dark"].role("red")
