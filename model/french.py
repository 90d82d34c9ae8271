"""The rule-based reference translation: from a checked English sentence to French, word by word. No torch here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.words import Adjective, Noun, Verb, elided

__all__ = ["Aligned", "French"]

SMALL_WORDS = (
    "le",
    "la",
    "l'",
    "il",
    "elle",
    "ne",
    "n'",
    "pas",
    "a",
    "est",
    "était",
    "parce",
    "que",
    "qu'",
    "trop",
    "très",
)


@dataclass(frozen=True)
class Aligned:
    """A French word, what kind of word it is, and the position of the English word that it answers to."""

    word: str
    kind: str  # article adjective noun verb negation because pronoun degree predicate
    source: int


class French:
    """Translates the sentences of one grammar: articles, agreement, word order, negation, elision, the pronoun."""

    def __init__(
        self, nouns: Mapping[str, Noun], adjectives: Mapping[str, Adjective], verb_of: Mapping[str, Verb]
    ) -> None:
        self._nouns, self._adjectives, self._verb_of = nouns, adjectives, verb_of

    @property
    def words(self) -> tuple[str, ...]:
        """Every French word that a translation can have."""
        forms = [*SMALL_WORDS, *(noun.french for noun in self._nouns.values())]
        for adjective in self._adjectives.values():
            forms += [adjective.masculine, adjective.masculine_vowel, adjective.feminine]
        for verb in self._verb_of.values():
            forms += [verb.present, verb.participle]
        return tuple(word for word in dict.fromkeys(forms) if word)

    def aligned(self, words: tuple[str, ...]) -> tuple[Aligned, ...]:
        """The French words of a checked sentence, each with its kind and the English word it answers to."""
        subject, thing = [i for i, word in enumerate(words) if word in self._nouns][:2]
        french = self._phrase(words, 0, subject)
        french += self._verb(words, subject + 1)
        french += self._phrase(words, words.index("the", 1), thing)
        if "because" in words:
            french += self._reason(words, words.index("because"), subject, thing)
        return tuple(french)

    def _phrase(self, words: tuple[str, ...], start: int, end: int) -> list[Aligned]:
        """The small black cat -> le petit chat noir; `end` is the noun's position."""
        noun = self._nouns[words[end]]
        before: list[Aligned] = []
        after: list[Aligned] = []
        for i in range(start + 1, end):
            adjective = self._adjectives[words[i]]
            word = adjective.agree(noun.gender, vowel=adjective.before and noun.vowel)
            (before if adjective.before else after).append(Aligned(word, "adjective", i))
        first_is_vowel = elided(before[0].word) if before else noun.vowel
        article = "l'" if first_is_vowel else {"m": "le", "f": "la"}[noun.gender]
        return [Aligned(article, "article", start), *before, Aligned(noun.french, "noun", end), *after]

    def _verb(self, words: tuple[str, ...], start: int) -> list[Aligned]:
        """Leaves -> quitte; does not leave -> ne quitte pas; did not leave -> n' a pas quitté."""
        if words[start] not in ("does", "did"):
            return [Aligned(self._verb_of[words[start]].present, "verb", start)]
        verb = self._verb_of[words[start + 2]]
        if words[start] == "did":
            return [Aligned("n'", "negation", start + 1), Aligned("a", "verb", start),
                    Aligned("pas", "negation", start + 1), Aligned(verb.participle, "verb", start + 2)]  # fmt: skip
        negation = "n'" if elided(verb.present) else "ne"
        return [Aligned(negation, "negation", start + 1), Aligned(verb.present, "verb", start + 2),
                Aligned("pas", "negation", start + 1)]  # fmt: skip

    def _reason(self, words: tuple[str, ...], start: int, subject: int, thing: int) -> list[Aligned]:
        """Because it is too tired -> parce qu' il est trop fatigué; because the cat is tired -> parce que ..."""
        predicate = self._adjectives[words[-1]]
        if words[start + 1] == "it":
            noun = self._nouns[words[subject if predicate.fits == "agent" else thing]]
            who = [Aligned("il" if noun.gender == "m" else "elle", "pronoun", start + 1)]
            verb = start + 2
        else:
            noun = self._nouns[words[start + 2]]
            who = self._phrase(words, start + 1, start + 2)
            verb = start + 3
        french = [
            Aligned("parce", "because", start),
            Aligned("qu'" if elided(who[0].word) else "que", "because", start),
        ]
        french += [*who, Aligned("est" if words[verb] == "is" else "était", "verb", verb)]
        if verb + 2 < len(words):
            french.append(Aligned({"too": "trop", "very": "très"}[words[verb + 1]], "degree", verb + 1))
        return [*french, Aligned(predicate.agree(noun.gender), "predicate", len(words) - 1)]
