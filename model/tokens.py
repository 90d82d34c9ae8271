"""Words that know where they stand in a trace: one word, or several in a row."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any


class Token(str):
    """A word that knows where it stands: at a place (from 0) of one of a trace's lists of words.

    It is a str in every way, so whoever shows or speaks it also says which word of the sentence it is. What is made
    from it (a slice of its letters, several words joined) is a plain str again.
    """

    __slots__ = ("of", "place")
    of: str
    place: int

    def __new__(cls, text: str, of: str, place: int) -> Token:
        """The word ``text`` at ``place`` of the list ``of``, such as ``"source"``."""
        token = super().__new__(cls, text)
        token.of, token.place = of, place
        return token

    def __reduce__(self) -> tuple[type[Token], tuple[str, str, int]]:
        return Token, (str(self), self.of, self.place)

    def __deepcopy__(self, memo: dict[int, Any]) -> Token:
        return self

    @property
    def origin(self) -> str:
        """The list and the place: ``source[5]``."""
        return f"{self.of}[{self.place}]"


class Passage(str):
    """Words that stand one after another in one of a trace's lists, as they are read: ``Passage(target[9:12])``."""

    __slots__ = ("tokens",)
    tokens: tuple[Token, ...]

    def __new__(cls, words: Iterable[str]) -> Passage:
        """The words with spaces between them; TypeError for words that stand in no list, or not one after another."""
        tokens = tuple(words)
        known = [word for word in tokens if isinstance(word, Token)]
        if not known or len(known) < len(tokens):
            raise TypeError(f"not all of {tokens} stand in a list of the trace")
        first = known[0]
        if any((word.of, word.place) != (first.of, first.place + k) for k, word in enumerate(known)):
            raise TypeError(f"{tokens} do not stand one after another")
        passage = super().__new__(cls, " ".join(known))
        passage.tokens = tuple(known)
        return passage

    def __reduce__(self) -> tuple[type[Passage], tuple[tuple[Token, ...]]]:
        return Passage, (self.tokens,)

    def __deepcopy__(self, memo: dict[int, Any]) -> Passage:
        return self

    @property
    def origin(self) -> str:
        """The list and the places: ``target[9:12]``."""
        first = self.tokens[0]
        return f"{first.of}[{first.place}:{first.place + len(self.tokens)}]"
