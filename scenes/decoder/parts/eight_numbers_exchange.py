"""What a head reports at the last word of two sentences, and what is written when one takes the other's place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from model.trace import END, Tensor, Trace
from scenes.kit.heads import Head, Roster
from scenes.kit.pair import RECORDED, Pair, pair_of


@dataclass(frozen=True)
class Exchange:
    """The film's pair of sentences, or the bundle's own, in the experiment ``transplant``."""

    trace: Trace

    @cached_property
    def pair(self) -> Pair:
        """The two sentences."""
        return pair_of(self.trace)

    @cached_property
    def roster(self) -> Roster:
        """The encoder's heads."""
        return Roster(self.trace)

    @property
    def record(self) -> Trace:
        """The experiment's arrays."""
        return self.trace.scope(RECORDED)

    @property
    def ours(self) -> Head:
        """The head that is suspected."""
        return self.roster.decisive

    @cached_property
    def others(self) -> tuple[Head, ...]:
        """All other heads of the encoder."""
        return tuple(head for head in self.roster.heads if head != self.ours)

    def report(self, head: Head, twin: bool) -> Tensor:
        """What a head reports to the last word of the sentence, or of its twin: (K)."""
        if not self.pair.own:
            return self.record["example.report"][int(twin), head.layer, head.number]
        side = self.pair.second if twin else self.pair.first
        mixed = self.trace[f"{'twin' if twin else 'main'}/encoder.{head.layer}.self_attn.mixed"]
        return mixed[head.number, side.predicate]

    def written(self, head: Head) -> tuple[str, ...]:
        """What is written about the first sentence when the head's report is that of the second's run, no end mark."""
        name = f"moved.{head.condition}" if self.pair.own else f"{RECORDED}/written.{head.condition}"
        return tuple(word for word in self.trace.words[name] if word != END)

    # -- what was counted -------------------------------------------------------------------------------------

    @property
    def pairs(self) -> Tensor:
        """How many pairs of sentences were tried."""
        return self.record["pairs"]

    @property
    def moved(self) -> Tensor:
        """In how many of them our head's report took the pronoun and the agreement along, both ways."""
        return self.record["moved"][self.ours.layer, self.ours.number]

    @property
    def is_unseen(self) -> bool:
        """Whether both sentences of each pair were held out from training."""
        settings = self.trace.facts["experiments"]["transplant"]["settings"]
        return bool(settings.get("unseen") == "both sentences of a pair")

    @property
    def others_change_nothing(self) -> bool:
        """Whether no word changes with any other head's report: in this pair, and in all that were tried."""
        here = all(self.written(head) == self.pair.first.french for head in self.others)
        counts = [self.record["unmoved"][head.layer, head.number].item() for head in self.others]
        return here and all(count == self.pairs.item() for count in counts)

    @property
    def flips(self) -> bool:
        """Whether with our head's report the first sentence gets the pronoun of the second."""
        after = self.written(self.ours)
        place = self.pair.first.pronoun
        return len(after) > place and self.pair.flips and after[place] == self.pair.second.says

    @property
    def agrees(self) -> bool:
        """Whether the last word takes another form with the other pronoun: *large* does not, *fatigué* does."""
        return self.written(self.ours)[-1] != self.pair.first.french[-1]

    @property
    def always_works(self) -> bool:
        """Whether it worked in every pair that was tried."""
        return self.moved.item() == self.pairs.item()
