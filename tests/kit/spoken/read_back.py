"""English numbers read back from words: a way of its own, so that who spells them is not checked by himself."""

from __future__ import annotations

UNITS = dict.fromkeys(("zero", "oh"), 0) | {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19, "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70,
    "eighty": 80, "ninety": 90,
}  # fmt: skip
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12, "quadrillion": 10**15}


def read_back(words: str) -> str:
    """The number that words say, as it is written without commas: sign, digits, decimals, power of ten, per cent."""
    percent = words.endswith(" percent")
    mantissa, _, power = words.removesuffix(" percent").partition(" times ten to the ")
    exponent = f"e{_signed(power)}" if power else ""
    return _signed(mantissa) + exponent + ("%" if percent else "")


def _signed(words: str) -> str:
    for word, sign in (("minus ", "-"), ("plus ", "+")):
        if words.startswith(word):
            return sign + _signed(words.removeprefix(word))
    whole, _, decimals = words.partition(" point ")
    return str(_whole(whole)) + (f".{''.join(str(UNITS[word]) for word in decimals.split())}" if decimals else "")


def _whole(words: str) -> int:
    total = group = 0
    for word in words.replace("-", " ").split():
        if word in LARGE:
            total, group = total + group * LARGE[word], 0
        elif word == "hundred":
            group *= 100
        elif word != "and":
            group += UNITS[word]
    return total + group
