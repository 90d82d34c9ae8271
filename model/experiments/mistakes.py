"""What kinds of mistake a translation makes, counted against the reference. No torch.

Every French word is a form of a lemma: *noir* and *noire* of black, *le*, *la* and *l'* of the article. Output and
reference are aligned by lemma; then

    pronoun      il for elle, or elle for il
    agreement    the right lemma in the wrong form: le for la, noir for noire, que for qu'. A predicate that agrees with
                 the wrong pronoun just written is part of the pronoun's mistake and is not counted again
    order        the right lemma in the wrong place: le noir chat
    negation     ne, n' or pas too little or too much
    vocabulary   any other lemma too little or too much
    unfinished   the end token never came
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from difflib import SequenceMatcher

from model.grammar import END, Grammar, Words

KINDS = ("pronoun", "agreement", "order", "negation", "vocabulary", "unfinished")

ARTICLE, NE, PAS, QUE, PRONOUN = "ARTICLE", "NE", "PAS", "QUE", "PRONOUN"
FUNCTION_WORDS = {
    "le": ARTICLE,
    "la": ARTICLE,
    "l'": ARTICLE,
    "ne": NE,
    "n'": NE,
    "pas": PAS,
    "que": QUE,
    "qu'": QUE,
    "il": PRONOUN,
    "elle": PRONOUN,
}


class Judge:
    """Tells the kinds of mistake in a translation, for one grammar."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self.lemma = dict(FUNCTION_WORDS)
        for adjective in grammar.adjectives.values():
            for form in (adjective.masculine, adjective.masculine_vowel, adjective.feminine):
                if form:
                    self.lemma[form] = f"adjective {adjective.english}"

    def lemmas(self, words: Sequence[str]) -> list[str]:
        """The lemma of each word; a word of one form only is its own lemma."""
        return [self.lemma.get(word, word) for word in words]

    def mistakes(self, source: Words, written: Sequence[str]) -> frozenset[str]:
        """The kinds of mistake in `written` (French words, the end token last if it came) for `source`."""
        wanted = (*self.grammar.translate(source), END)
        if tuple(written) == wanted:
            return frozenset()
        found: set[str] = set()
        if not written or written[-1] != END:
            found.add("unfinished")
        left, right = self.lemmas(wanted), self.lemmas(written)
        missing: Counter[str] = Counter()
        extra: Counter[str] = Counter()
        wrong_pronoun = ""
        for tag, i, j, a, b in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
            if tag != "equal":
                missing.update(left[i:j])
                extra.update(right[a:b])
                continue
            for want, got in zip(wanted[i:j], written[a:b], strict=True):
                if want == got:
                    continue
                if self.lemma[want] == PRONOUN:
                    found.add("pronoun")
                    wrong_pronoun = got
                elif not (wrong_pronoun and self._agrees(got, wrong_pronoun)):
                    found.add("agreement")
        moved = missing & extra
        if moved:
            found.add("order")
        for lemma in (missing - moved) + (extra - moved):
            if lemma == END:
                continue
            found.add("negation" if lemma in (NE, PAS) else "pronoun" if lemma == PRONOUN else "vocabulary")
        return frozenset(found or {"vocabulary"})

    def _agrees(self, form: str, pronoun: str) -> bool:
        """Whether a predicate's form is the one that goes with a pronoun."""
        gender = "m" if pronoun == "il" else "f"
        adjectives = self.grammar.adjectives.values()
        return any(form == a.agree(gender) for a in adjectives if a.fits in ("agent", "thing"))

    def count(self, sources: Sequence[Words], written: Sequence[Sequence[str]]) -> list[int]:
        """How many sentences have at least one mistake of each kind, in the order of `KINDS`."""
        tally = Counter(kind for s, w in zip(sources, written, strict=True) for kind in self.mistakes(s, w))
        return [tally[kind] for kind in KINDS]
