"""What the decoder's steps read in the English sentence, found by rule from the measured weights.

A step is a row of the cross-attention: step ``i`` writes the ``i``-th word of the translation. One head is followed all
the time: the one without which most pronouns go wrong, by the record ``head_roles``.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from model.trace import END, Tensor, Trace
from scenes.decoder.parts.readings import Look, Step, decoder_layers, encoder_look, noun_pairs, steps
from scenes.kit.choose import places_of
from scenes.kit.heads import EXPERIMENT, NOTHING
from scenes.kit.mobjects.row_arcs import FAINT

CLEAR = 0.5  # a share from which a thread is said to lead to its word


def told_head(trace: Trace) -> tuple[int, int]:
    """Layer and number of the cross-attention head without which fewest pronouns are right, both from 0."""
    conditions = trace.words[f"{EXPERIMENT}/conditions"]
    right = trace[f"{EXPERIMENT}/pronoun"].values
    heads = [(layer, head) for layer in range(decoder_layers(trace)) for head in range(trace.size("H").value)]
    return min(heads, key=lambda place: float(right[conditions.index(condition_of(*place))]))


def condition_of(layer: int, head: int) -> str:
    """How the record calls the model without a head of the cross-attention."""
    return f"decoder.{layer}.cross_attn[{head}]"


@dataclass(frozen=True)
class Reading:
    """The followed head's reading of the film's sentence."""

    trace: Trace

    @cached_property
    def place(self) -> tuple[int, int]:
        """Layer and number of the head."""
        return told_head(self.trace)

    def tensor(self, name: str) -> Tensor:
        """A tensor of the head: ``query`` and ``mixed`` (T, K), ``key`` and ``value`` (S, K), ``weights`` (T, S)."""
        layer, head = self.place
        return self.trace[f"main/decoder.{layer}.cross_attn.{name}"][head]

    @cached_property
    def weights(self) -> Tensor:
        """Its weights (T, S)."""
        return self.tensor("weights")

    def seen(self, row: int) -> int:
        """The place to which a step gives most."""
        return int(self.weights.values[row].argmax())

    def share(self, row: int, column: int) -> float:
        """One weight."""
        return float(self.weights.values[row, column])

    def looks_at(self, row: int) -> bool:
        """Whether a step gives most of its unit to one word."""
        return self.share(row, self.seen(row)) >= CLEAR

    # -- what is told -------------------------------------------------------------------------------------------

    @cached_property
    def first(self) -> int:
        """The step that is followed first: the one that writes the first noun."""
        return next((step.row for step in steps(self.trace) if step.kind == "noun"), 0)

    @cached_property
    def crossing(self) -> tuple[Step, Step] | None:
        """Of the pairs that turn round the one that this head shows most clearly."""
        return max(noun_pairs(self.trace), key=self.clearest, default=None)

    def clearest(self, pair: tuple[Step, Step]) -> float:
        """The smaller of a pair's two weights."""
        return min(self.share(step.row, step.source) for step in pair)

    @cached_property
    def group(self) -> tuple[int, ...]:
        """Steps one after the other that all look at one noun, as many as there are; none where no two do."""
        nouns = places_of(self.trace, "noun")
        rows = [row for row, word in enumerate(self.trace.target) if word != END]
        runs = [
            tuple(same)
            for column, same in groupby(rows, key=lambda row: self.seen(row) if self.looks_at(row) else None)
            if column in nouns
        ]
        longest = max(runs, key=lambda run: (len(run), run), default=())
        return longest if len(longest) > 1 else ()

    def reads_elsewhere(self, step: Step) -> bool:
        """Whether another head of the cross-attention looks at the English word of a step."""
        layers = range(decoder_layers(self.trace))
        maps = [self.trace[f"main/decoder.{layer}.cross_attn.weights"].values for layer in layers]
        return any(float(weights[:, step.row, step.source].max()) >= CLEAR for weights in maps)

    # -- the pronoun --------------------------------------------------------------------------------------------

    @cached_property
    def pronoun(self) -> int | None:
        """The step that writes a pronoun where one belongs, the right one or not; None where there is none."""
        roles = self.trace.facts["roles"].get("main")
        row = None if roles is None else int(roles["pronoun"])
        return row if row is not None and row < len(self.trace.target) - 1 else None

    @property
    def referent(self) -> int:
        """The noun that "it" stands for; only in a sentence with one."""
        return int(self.trace.facts["roles"]["main"]["referent"])

    @cached_property
    def carried(self) -> Look | None:
        """What the word that the pronoun's step looks at had read in the encoder, if that was the right noun."""
        if self.pronoun is None or not self.looks_at(self.pronoun):
            return None
        column = self.seen(self.pronoun)
        if column in places_of(self.trace, "noun") or self.trace.source[column] == END:
            return None
        look = encoder_look(self.trace, column)
        found = look is not None and look.column == self.referent and look.weight.item() >= CLEAR
        return look if found else None

    def encoder_row(self, look: Look) -> Tensor:
        """The row of weights (S) that a look of the encoder is from."""
        return self.trace[f"main/encoder.{look.layer}.self_attn.weights"][look.head, look.row]

    def drawn(self, row: int) -> tuple[int, ...]:
        """The places whose share of a step's unit is more than a trace."""
        return tuple(j for j, share in enumerate(self.weights.values[row]) if share >= FAINT)

    # -- without this head --------------------------------------------------------------------------------------

    def measured(self, name: str, condition: str) -> Tensor:
        """An entry of the record: a share, or the mistakes by kind, in a condition."""
        conditions = self.trace.words[f"{EXPERIMENT}/conditions"]
        return self.trace[f"{EXPERIMENT}/{name}"][conditions.index(condition)]

    @property
    def without(self) -> Tensor:
        """The share of right pronouns without this head."""
        return self.measured("pronoun", condition_of(*self.place))

    @property
    def with_it(self) -> Tensor:
        """The same of the whole model."""
        return self.measured("pronoun", NOTHING)

    @property
    def blind(self) -> Tensor:
        """The same of blind choice between the nouns of these sentences."""
        return self.trace[f"{EXPERIMENT}/blind_pronoun"]

    @property
    def tells(self) -> bool:
        """Whether pronouns are right with it, and without it fewer than by blind choice."""
        return self.without.item() < self.blind.item() < self.with_it.item()

    @property
    def does_more(self) -> bool:
        """Whether other words than pronouns go wrong without it, too."""
        kinds = self.trace.words[f"{EXPERIMENT}/kinds"]
        errors = self.measured("errors", condition_of(*self.place)).values
        return any(errors[place] > 0 for place, kind in enumerate(kinds) if kind != "pronoun")
