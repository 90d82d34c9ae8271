"""Where experiments are done: a bundle, opened once, with its model, its grammar and its training plan."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import cached_property

from model.bundle import Bundle
from model.grammar import Grammar, Words
from model.train import Encoder, Plan
from model.transformer import Transformer

SEED = 2017  # of everything that experiments draw, unless a record says otherwise


@dataclass(frozen=True)
class Lab:
    """A bundle with what experiments need of it."""

    bundle: Bundle

    @cached_property
    def grammar(self) -> Grammar:
        """The grammar that the model was trained on."""
        return self.bundle.grammar

    @cached_property
    def model(self) -> Transformer:
        """The trained model, without dropout. Experiments leave it as it is."""
        return self.bundle.module()

    @cached_property
    def encoder(self) -> Encoder:
        """Words to ids and back."""
        return Encoder(self.grammar)

    @cached_property
    def default(self) -> Words:
        """The default sentence, as words."""
        return self.grammar.check(self.grammar.default)

    @cached_property
    def pair(self) -> tuple[Words, Words]:
        """The default sentence and its counterpart; if it has no *it*, an unseen sentence that has, and its own."""
        sentences = self.unseen(100, seed=SEED, pronoun=True)
        flips = [words for words in sentences if self.grammar.twin(words)]
        first = self.default if "it" in self.default else (flips or sentences)[0]
        other = self.grammar.counterpart(first)
        assert other is not None, "a sentence with a pronoun has a counterpart"
        return first, other

    @cached_property
    def plan(self) -> Plan:
        """How the model was trained."""
        known = json.loads(self.bundle.metadata["plan"])
        return replace(Plan(**{**known, "without": tuple(known.get("without", ()))}))

    def unseen(self, count: int, seed: int, pronoun: bool = False) -> list[Words]:
        """Sentences that no training used."""
        return self.grammar.unseen(count, seed=seed, pronoun=pronoun)
