"""English numbers in words, exactly as they are rounded on the caption.

``num2words`` has the same names for whole numbers, but takes values and not what is shown: it drops the zeros of 5.20
and the minus of -0.05, sets commas that a voice pauses at, and knows neither per cent nor powers of ten.
"""

from __future__ import annotations

import re

NAMES = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen
eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety
"""
ONES, TENS = NAMES.split()[:20], NAMES.split()[18:]  # TENS[2] is twenty
SCALES = ("", " thousand", " million", " billion", " trillion", " quadrillion")
SIGNS = {"": "", "+": "plus ", "-": "minus ", "\N{MINUS SIGN}": "minus "}
NUMBER = re.compile(
    r"(?P<sign>[-+\N{MINUS SIGN}]?)"
    r"(?:(?P<whole>\d{1,3}(?:,\d{3})+|\d+)(?:\.(?P<decimals>\d+))?"
    r"(?:[eE](?P<power>[-+\N{MINUS SIGN}]?)(?P<exponent>\d+))?|(?P<infinite>inf))"
    r"(?P<percent>%?)"
)
PLAIN = re.compile(r"[A-Za-z]?[a-z]*(?:'[a-z]*)?|[A-Z]'s")


def number(shown: str) -> str:
    """A number as it is shown, in words.

    >>> number("46,784"), number("−5.70"), number("2.4e-03")
    ('forty-six thousand seven hundred and eighty-four', 'minus five point seven zero', \
'two point four times ten to the minus three')
    """
    found = NUMBER.fullmatch(shown)
    if found is None:
        raise ValueError(f"{shown!r} is no number")
    if found["infinite"]:
        said = "infinity"
    else:
        said = cardinal(int(found["whole"].replace(",", "")))
    if found["decimals"]:
        said += " point " + " ".join(ONES[int(digit)] for digit in found["decimals"])
    if found["exponent"]:
        said += f" times ten to the {SIGNS[found['power']].replace('plus ', '')}{cardinal(int(found['exponent']))}"
    return SIGNS[found["sign"]] + said + (" percent" if found["percent"] else "")


def cardinal(value: int) -> str:
    """A whole number from 0 in words, with the British "and"; ValueError from a thousand quadrillions on."""
    if value >= 1000 ** len(SCALES):
        raise ValueError(f"{value} has no name")
    groups = []
    for scale in reversed(range(len(SCALES))):
        group = value // 1000**scale % 1000
        if group:
            lone = scale == 0 and group < 100 and value >= 1000  # two thousand and three
            groups.append(("and " if lone else "") + _below_thousand(group) + SCALES[scale])
    return " ".join(groups) or ONES[0]


def _below_thousand(value: int) -> str:
    hundreds, rest = divmod(value, 100)
    said = [f"{ONES[hundreds]} hundred"] if hundreds else []
    if rest:
        tens, ones = divmod(rest, 10)
        said.append(ONES[rest] if rest < 20 else TENS[tens] + (f"-{ONES[ones]}" if ones else ""))
    return " and ".join(said)


def year(shown: str) -> str:
    """A year in words.

    >>> year("2017"), year("1905"), year("2003"), year("1900")
    ('twenty seventeen', 'nineteen oh five', 'two thousand and three', 'nineteen hundred')
    """
    if re.fullmatch(r"[1-9]\d{3}", shown) is None or shown[1:3] == "00":
        return number(shown)
    century, rest = divmod(int(shown), 100)
    if rest == 0:
        return f"{cardinal(century)} hundred"
    return f"{cardinal(century)} {'oh ' if rest < 10 else ''}{cardinal(rest)}"


def is_plain(word: str) -> bool:
    """Whether any English voice reads the word as it is written: small letters, at most the first one large."""
    return PLAIN.fullmatch(word.replace("’", "'")) is not None
