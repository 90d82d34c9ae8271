"""Controlled English with a known French translation; the words come from a file (assets/grammar.toml).

A sentence is one of a finite list of *shapes*. A shape is a tuple of word classes, such as

    the after agent third the before thing because it is agent_adjective
    the black cat   leaves the small house because it is tired

so that generating is filling in a shape, checking is looking a shape up, counting is multiplying, and the nearest
sentence is the shape at the smallest edit distance. The pronoun *it* is *il* or *elle*: its gender is that of
the subject if the last adjective fits agents, of the object if it fits things. No torch here.
"""

from __future__ import annotations

import difflib
import json
import random
import tomllib
import unicodedata
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from itertools import accumulate, product
from math import prod
from pathlib import Path

from model.french import Aligned, French
from model.pictures import PictureError, find_picture, read_picture
from model.project import ASSETS
from model.words import (
    ADJECTIVE_CLASSES,
    END,
    FIXED,
    NEW,
    PAD,
    START,
    GrammarError,
    read_entries,
)

__all__ = ["END", "NEW", "PAD", "START", "Aligned", "Grammar", "GrammarError", "Roles", "SentenceError"]

DEFAULT_PATH = ASSETS / "grammar.toml"
HELD_OUT = 10  # one sentence in ten, by a hash of its words, is never trained on

Shape = tuple[str, ...]
Words = tuple[str, ...]


class SentenceError(ValueError):
    """A sentence is not in the grammar; the message is one line and names the nearest that is."""


@dataclass(frozen=True)
class Roles:
    """Positions in a sentence with a pronoun: five in the source, the pronoun's own in the translation."""

    subject: int
    object: int
    it: int
    predicate: int
    referent: int  # the position of the subject or of the object
    pronoun: int  # of il or elle in the French words
    pronoun_word: str


class Grammar:
    """The words, the shapes, and what can be done with them: generate, check, translate, count."""

    def __init__(self, text: str, pictures: Mapping[str, str] | None = None) -> None:
        """Read a grammar from TOML text; raises GrammarError with one line when an entry is wrong.

        ``pictures`` are the SVG texts of nouns that have one, by their English word.
        """
        try:
            table = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise GrammarError(f"the grammar is not valid TOML: {error}") from None
        self.text = text
        self.nouns, self.adjectives, self.verbs = read_entries(table)
        self.pictures = {noun: svg for noun, svg in (pictures or {}).items() if noun in self.nouns}
        self.longest = int(table.get("longest", 13))
        self.class_of: dict[str, str] = {word: word for word in FIXED}
        self.members: dict[str, list[str]] = {word: [word] for word in FIXED}
        self.members["degree"] = []
        for word in ("too", "very"):
            self._add(word, "degree")
        for noun in self.nouns.values():
            self._add(noun.english, noun.kind)
        for adjective in self.adjectives.values():
            self._add(adjective.english, adjective.word_class)
        for verb in self.verbs.values():
            self._add(verb.third, "third")
            self._add(verb.base, "base")
        self.verb_of = {form: verb for verb in self.verbs.values() for form in (verb.third, verb.base)}
        self._french = French(self.nouns, self.adjectives, self.verb_of)
        missing = [c for c in ("agent", "thing", "third", *ADJECTIVE_CLASSES) if not self.members.get(c)]
        if missing:
            raise GrammarError(f"the grammar has no word of the class: {', '.join(missing)}")
        weights = self._shapes()
        self.shapes: tuple[Shape, ...] = tuple(weights)
        self._known_shapes = frozenset(self.shapes)
        self._cumulative = list(accumulate(weights.values()))
        self.default: str = str(table.get("default", ""))
        self._kept_unseen: frozenset[Words] = frozenset()
        if self.default:
            try:
                words = self.check(self.default)
            except SentenceError as error:
                raise GrammarError(f"the default sentence: {error}", self.default) from None
            self._kept_unseen = frozenset((words, self.twin(words) or words))

    @classmethod
    def load(cls, path: Path | str = DEFAULT_PATH) -> Grammar:
        """Read a grammar file and its pictures; raises GrammarError with file and line when one is missing or wrong.

        A letter with an accent is one character, however the file has it.
        """
        path = Path(path)
        text = ""
        try:
            text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8-sig"))
            grammar = cls(text)
            for noun in grammar.nouns.values():
                if noun.picture:
                    grammar.pictures[noun.english] = read_picture(find_picture(noun.picture, path.parent))
            return grammar
        except (OSError, UnicodeDecodeError) as error:
            raise GrammarError(f"cannot read the grammar {path}: {error}") from None
        except GrammarError as error:
            raise GrammarError(f"{path}{_line_of(error.quoted, text)}: {error}") from None
        except PictureError as error:
            raise GrammarError(f"{path}{_line_of(noun.picture, text)}: noun {noun.english!r}: {error}") from None

    @property
    def learned(self) -> str:
        """All that a model learns from, as one line to compare: words and lengths, without comments and pictures."""
        nouns = [
            {key: value for key, value in asdict(noun).items() if key != "picture"} for noun in self.nouns.values()
        ]
        others = [[asdict(entry) for entry in entries.values()] for entries in (self.adjectives, self.verbs)]
        return json.dumps([self.longest, self.default, nouns, *others], ensure_ascii=False, sort_keys=True)

    def _add(self, word: str, word_class: str) -> None:
        if word in self.class_of:
            raise GrammarError(f"the English word {word!r} appears twice", word)
        self.class_of[word] = word_class
        self.members.setdefault(word_class, []).append(word)

    # --- shapes ------------------------------------------------------------------------------------------------

    def _shapes(self) -> dict[Shape, float]:
        """Every shape that is short enough, with how often it is drawn."""
        adjectives = {(): 0.4, ("before",): 0.22, ("after",): 0.22, ("before", "after"): 0.16}
        verbs = {("third",): 0.6, ("does", "not", "base"): 0.25, ("did", "not", "base"): 0.15}
        reasons: dict[Shape, float] = {(): 0.12}
        for tense, degree, kind in product(("is", "was"), ((), ("degree",)), ("agent", "thing")):
            share = (0.7 if tense == "is" else 0.3) * (0.6 if not degree else 0.4) * 0.5
            tail = (tense, *degree, f"{kind}_adjective")
            reasons["because", "it", *tail] = 0.73 * share
            reasons["because", "the", kind, *tail] = 0.15 * share
        shapes: dict[Shape, float] = {}
        for (left, p), (verb, q), (right, r), (reason, s) in product(
            adjectives.items(), verbs.items(), adjectives.items(), reasons.items()
        ):
            shape = ("the", *left, "agent", *verb, "the", *right, "thing", *reason)
            past = "did" not in verb or "is" not in reason  # what did not happen has a reason in the past
            if past and len(shape) <= self.longest:
                shapes[shape] = p * q * r * s
        if not shapes:
            raise GrammarError(f"longest = {self.longest} leaves no sentence; the shortest has 5 words")
        return shapes

    def count(self) -> int:
        """How many different sentences there are."""
        return sum(prod(len(self.members[c]) for c in shape) for shape in self.shapes)

    # --- vocabularies ------------------------------------------------------------------------------------------

    @property
    def source_vocabulary(self) -> Words:
        """Padding, end, the reserved new word, then every English word in the order of the file."""
        return (PAD, END, NEW, *(word for word in self.class_of if word != NEW))

    @property
    def target_vocabulary(self) -> Words:
        """Padding, start, end, the reserved new word, then every French word."""
        return (PAD, START, END, NEW, *(word for word in self._french.words if word != NEW))

    # --- generating --------------------------------------------------------------------------------------------

    def sentences(self, rng: random.Random, unseen: bool | None = None) -> Iterator[Words]:
        """Random sentences without end. `unseen` True: only those held out; False: only those trained on."""
        while True:
            (shape,) = rng.choices(self.shapes, cum_weights=self._cumulative)
            words = tuple(rng.choice(self.members[c]) for c in shape)
            if unseen is None or unseen == self.is_unseen(words):
                yield words

    def unseen(self, count: int, seed: int = 0, pronoun: bool = False) -> list[Words]:
        """`count` different sentences that no training ever used; with `pronoun`, only those with *it*."""
        found: dict[Words, None] = {}
        for words in self.sentences(random.Random(seed), unseen=True):
            if not pronoun or "it" in words:
                found[words] = None
            if len(found) == count:
                return list(found)
        raise AssertionError("unreachable: sentences() does not end")

    def is_unseen(self, words: Words) -> bool:
        """Whether a sentence is held out from training: one in ten, by a hash of its words; and the default pair."""
        return zlib.crc32(" ".join(words).encode()) % HELD_OUT == 0 or words in self._kept_unseen

    # --- checking ----------------------------------------------------------------------------------------------

    def check(self, text: str) -> Words:
        """The words of a sentence of the grammar; raises SentenceError with one line for anything else."""
        words = tuple(text.lower().strip().rstrip(".").split())
        if not words:
            raise SentenceError(f"the sentence is empty; try: {self.default}")
        for word in words:
            if word not in self.class_of:
                near = difflib.get_close_matches(word, list(self.class_of), n=3, cutoff=0.0)
                shown = word if len(word) <= 30 else word[:29] + "…"
                raise SentenceError(f"unknown word {shown!r}; the nearest known words are: {', '.join(near)}")
        if len(words) > self.longest:
            raise SentenceError(f"the sentence has {len(words)} words, but {self.longest} is the most; "
                                f"try: {self.default}")  # fmt: skip
        if tuple(self.class_of[word] for word in words) not in self._known_shapes:
            raise SentenceError(f"the grammar has no such order of words; the nearest sentence is: "
                                f"{' '.join(self.nearest(words))}")  # fmt: skip
        return words

    def nearest(self, words: Words) -> Words:
        """The sentence of the grammar that needs the fewest insertions, deletions and replacements of words."""
        return min((self._repair(words, shape) for shape in self.shapes), key=lambda found: found[0])[1]

    def _repair(self, words: Words, shape: Shape) -> tuple[float, Words]:
        """Edit distance from `words` to a shape, and the sentence that results; unfilled slots get a first word."""
        row: list[tuple[float, Words]] = [(i, ()) for i in range(len(words) + 1)]
        for slot in shape:
            blank = self.members[slot][0]
            new = [(row[0][0] + 1, (*row[0][1], blank))]
            for i, word in enumerate(words):
                keep = self.class_of[word] == slot
                new.append(min(
                    (row[i][0] + (0 if keep else 1.5), (*row[i][1], word if keep else self._alike(word, slot))),
                    (row[i + 1][0] + 1, (*row[i + 1][1], blank)),
                    (new[i][0] + 1, new[i][1]),
                    key=lambda option: option[0],
                ))  # fmt: skip
            row = new
        return row[-1]

    def _alike(self, word: str, slot: str) -> str:
        """The word of a class to put for `word`: the other form of the same verb if there is one."""
        verb = self.verb_of.get(word)
        if verb and slot in ("third", "base"):
            return verb.third if slot == "third" else verb.base
        return self.members[slot][0]

    # --- meaning -----------------------------------------------------------------------------------------------

    def roles(self, words: Words) -> Roles | None:
        """Where the pronoun, its predicate and its referent stand; None in a sentence without *it*."""
        if "it" not in words:
            return None
        classes = [self.class_of[word] for word in words]
        subject, thing = classes.index("agent"), classes.index("thing")
        referent = subject if classes[-1] == "agent_adjective" else thing
        french = self.aligned(words)
        pronoun = next(i for i, token in enumerate(french) if token.kind == "pronoun")
        return Roles(subject, thing, words.index("it"), len(words) - 1, referent, pronoun, french[pronoun].word)

    def counterpart(self, words: Words) -> Words | None:
        """The sentence whose last adjective is of the other kind, so that *it* is the other noun; None without *it*."""
        if "it" not in words:
            return None
        last = self.class_of[words[-1]]
        other = "thing_adjective" if last == "agent_adjective" else "agent_adjective"
        place = self.members[last].index(words[-1])
        return (*words[:-1], self.members[other][place % len(self.members[other])])

    def twin(self, words: Words) -> Words | None:
        """The counterpart, if that flips the pronoun; None where no one word does, as with two nouns of one gender."""
        counterpart = self.counterpart(words)
        genders = {self.nouns[word].gender for word in words if word in self.nouns}
        return counterpart if len(genders) == 2 else None

    def translate(self, words: Words) -> Words:
        """The reference translation of a checked sentence, without start and end."""
        return tuple(token.word for token in self.aligned(words))

    def aligned(self, words: Words) -> tuple[Aligned, ...]:
        """The reference translation with, for each French word, its kind and the English word it answers to."""
        return self._french.aligned(words)

    # --- extending ---------------------------------------------------------------------------------------------

    def with_new_noun(self, gender: str, kind: str) -> Grammar:
        """The same grammar in which the reserved token is a noun, in both languages (for fine-tuning)."""
        entry = f'\n[[noun]]\nenglish = "{NEW}"\nfrench = "{NEW}"\ngender = "{gender}"\nkind = "{kind}"\n'
        return Grammar(self.text + entry, self.pictures)


def _line_of(quoted: str, text: str) -> str:
    """``:12`` for the last line of a text on which something stands, in quotes or as a key; nothing if on none."""
    marks = (f'"{quoted}"', f"'{quoted}'", f"{quoted} =")
    lines = [number for number, line in enumerate(text.splitlines(), start=1) if any(mark in line for mark in marks)]
    return f":{lines[-1]}" if quoted and lines else ""
