"""Lies in what is said."""

from __future__ import annotations

from model.tokens import Passage, Token
from scenes.kit.choose import strongest
from scenes.kit.claims import Cited
from scenes.kit.scene import ExplainerScene
from tests.studio.inspector.rules.lying import Lie, asked, looked_at, saying, shares, showing, weights


def two_shares(scene: ExplainerScene, first: int, second: int) -> dict[str, object]:
    row = shares(scene)
    one, two = strongest(row, 2)
    words = scene.trace.source
    return {"a": row[first], "one": words[one], "b": row[second], "two": words[two]}


def who_asks(scene: ExplainerScene, query: int, key: int) -> dict[str, object]:
    words = scene.trace.source
    return {"query": words[query], "key": words[key], "score": weights(scene)[asked(scene), looked_at(scene)]}


TWO = "{a:.2f} goes to “{one}”, {b:.2f} to “{two}”."
MEET = "The query of “{query}” meets the key of “{key}”: {score:.2f}."
LINES: dict[str, Lie] = {
    "a value from another cell": (
        "wrong word", "{a}", saying(TWO, lambda s: two_shares(s, 0, strongest(shares(s), 2)[1])),
    ),
    "two values exchanged": (
        "wrong word", "{a}", saying(TWO, lambda s: two_shares(s, *strongest(shares(s), 2)[::-1])),
    ),
    "who asks and who answers exchanged": (
        "wrong word", "on the other side", saying(MEET, lambda s: who_asks(s, looked_at(s), asked(s))),
    ),
    "a clause of which a word is another": (
        "wrong word", "source[1:3]",
        saying("Look at “{words}”.", lambda s: {"words": Passage([s.trace.source[1], Token("dog", "source", 2)])}),
    ),
    "another word asks": ("wrong word", "on the other side", saying(MEET, lambda s: who_asks(s, 2, looked_at(s)))),
    "a word of no sentence": (
        "wrong word", "source[1]", saying("Look at “{word}”.", lambda s: {"word": Token("dog", "source", 1)}),
    ),
    "heads for the length of a key": (
        "wrong word", "axis H", saying("Divide by the root of {d_k}.", lambda s: {"d_k": s.trace.size("H")}),
    ),
    "words for the sentence's length": (
        "wrong word", "axis D", saying("There are {n} words.", lambda s: {"n": s.trace.size("D")}),
    ),
    "a verdict that is not so": (
        "verdict does not hold", "'grows'",
        saying("It grows.", lambda s: {"holds": {"grows": shares(s).values[0] > 1}}),
    ),
    "a verdict that is not said": (
        "verdict does not hold", "not said", saying("It grows.", lambda s: {"holds": {"falls": True}}),
    ),
    "a value typed into the line": ("digits without claim", "7", saying("It is 7 long.", lambda s: {})),
    "a value given as text": (
        "digits without claim", "{long}", saying("It is {long} long.", lambda s: {"long": "seven, or 7"}),
    ),
    "a sign that nobody can say": ("no spoken form", "☃", saying("Look at ☃ and wait.", lambda s: {})),
    "a name that nobody can say": ("no spoken form", "mRNA", saying("Look at mRNA and wait.", lambda s: {})),
}  # fmt: skip
UNCLAIMED: dict[str, Lie] = {
    "exactly seven long": ("unclaimed", "seven", saying("It is exactly seven long.", lambda s: {})),
    "a unit that is not the number's": (
        "unclaimed",
        "million",
        saying("It read {read} million tokens.", lambda s: {"read": Cited("brown2020", "billion tokens")}),
    ),
    "a word given as text": ("unclaimed", "{word}", saying("Look at “{word}”.", lambda s: {"word": "dog"})),
    "a verdict without a predicate": ("unclaimed", "all", saying("Now all of them are right.", lambda s: {})),
    "a word of the sentence typed": ("unclaimed", "cat", showing(lambda s: s.words("cat"))),
    "a number in words on the stage": ("unclaimed", "eight", showing(lambda s: s.words("eight numbers"))),
}
