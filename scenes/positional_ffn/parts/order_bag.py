"""Two sentences of the same words, the one bag that they are without positions, and what the models write of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from manim import RoundedRectangle, VGroup

from model.trace import Trace
from scenes.kit.claims import Claim, Measured
from scenes.kit.counts import Extent
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart, as_claims
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.positional_ffn.parts.order_shuffle import BLIND

EXPERIMENT = "experiments/no_positions"
SIZE = 40  # pixels of the sentences
LINE = 0.56  # units from one sentence to the next
BAR, THICK, BETWEEN = 1.6, 0.24, 0.16
MAP = 2.9  # units of the decoder's map


@dataclass(frozen=True)
class Pair:
    """Two orders of the same words, and what the models wrote of them, with positions and without."""

    trace: Trace

    @property
    def swapped(self) -> bool:
        """Whether the other order is a sentence too: the adjectives of the two nouns exchanged."""
        return self.trace.has("swapped")

    @property
    def other(self) -> str:
        """The scope of the other order."""
        return "swapped" if self.swapped else "shuffled"

    @cached_property
    def sources(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Both orders without their end tokens."""
        one, two = (without_end(self.trace.words[f"{scope}.source"]) for scope in ("main", self.other))
        return one, two

    @cached_property
    def seeing(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the model with positions wrote of each."""
        one, two = (without_end(self.trace.words[f"{scope}.target"]) for scope in ("main", self.other))
        return one, two

    @cached_property
    def blind(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """What the model without positions wrote of each."""
        one, two = (without_end(self.trace.words[f"{scope}.target"]) for scope in (BLIND, f"{BLIND}.{self.other}"))
        return one, two

    @cached_property
    def reference(self) -> tuple[str, ...]:
        """The right translation of the first order."""
        return without_end(self.trace.words["reference"])

    @property
    def seen(self) -> bool:
        """Whether what the model with positions writes may be taken for right: here, and in all that was recorded."""
        return bool(self.trace.facts["exact"]) and self.trace[f"{EXPERIMENT}/exact.whole"].item() == 1.0

    @property
    def answers(self) -> tuple[tuple[str, ...], ...]:
        """What the model with positions writes: of words that are no sentence there is nothing to translate."""
        return self.seeing if self.swapped else self.seeing[:1]

    @property
    def owners_only(self) -> bool:
        """Whether the translation without positions is neither answer and yet has the words of the first."""
        blind = self.blind[0]
        return self.swapped and self.seen and blind not in self.answers and stems(blind) == stems(self.answers[0])

    def shared(self, words: tuple[str, ...]) -> tuple[bool, ...]:
        """Which words of a translation stand in order with the reference and with the answer to the other order."""
        wanted = (self.reference, *self.answers[1:])
        return tuple(all(found) for found in zip(*(compare(words, answer) for answer in wanted), strict=True))


def stems(words: tuple[str, ...]) -> list[str]:
    """The words without the endings that agreement changes (noir, noire; le, la), in the order of the alphabet."""
    return sorted(word[:3] if len(word) > 3 else word[:1] for word in words)


class Board:
    """The parts of the picture on the stage: sentences, bag and translations at the left, measures at the right."""

    def __init__(self, trace: Trace, theme: Theme, left: Region, right: Region) -> None:
        self.trace, self.theme, self.left, self.right = trace, theme, left, right
        self.pair = Pair(trace)
        self.sentences = VGroup(*(self._sentence(place) for place in range(2)))
        self.bag, self.loose = self._bag()
        self.blind = self._written(self.pair.blind[0], 3, mark=True)
        self.seeing = VGroup(*(self._written(words, 4 + place) for place, words in enumerate(self.pair.answers)))

    def heading(self, text: str, line: int) -> Words:
        """A heading above a line."""
        words = Words(text, self.theme, size=self.theme.sizes.note, role="quiet")
        return words.on_baseline(self.left.left, self._y(line) + (0.66 if line == 2 else 0.46))

    def measures(self) -> VGroup:
        """Sentences that come out right, and the mistakes without positions by kind."""
        record = self.trace.scope(EXPERIMENT)
        exact = (Measured(record["exact"]), Measured(record["exact.whole"]))
        kinds = self.trace.words[f"{EXPERIMENT}/kinds"]
        errors = as_claims(record["errors"])
        upper = self._measure("sentences right", ("no positions", "positions"), exact, 1.0, ".0%", self.right.top)
        most = max(claim.value for claim in errors) or 1.0
        top = upper.get_bottom()[1] - 0.35
        lower = self._measure("mistakes without positions", kinds, errors, most, ".0f", top)
        number = NumberText(Measured(record["sentences"]), self.theme, spec=".0f", size=22, role="quiet")
        words = [Words(text, self.theme, size=22, role="quiet") for text in ("of", "not seen in training")]
        of = on_one_baseline([words[0], number, words[1]], gap=pixels(7))
        return VGroup(upper, lower, of.shift([self.right.left, lower.get_bottom()[1] - 0.4, 0]))

    def decoder_map(self) -> Heatmap:
        """The decoder's own attention without positions, empty: the causal mask leaves a staircase."""
        weights = self.trace[f"{BLIND}/decoder.0.self_attn.weights"][0]
        down, across = Extent(weights), Extent(weights, 1)
        heat = Heatmap(
            weights,
            self.trace.words[f"{BLIND}.decoder_rows"],
            theme=self.theme,
            cell=MAP / down.value,
            label_size=self.theme.sizes.small,
            name=Symbol("A", self.theme),
            shape=(down, across),
            empty=True,
        )
        self.right.place(heat, 1.0, 0.35)
        return heat

    def above_map(self) -> Words:
        """What the decoder's map is."""
        words = Words("its decoder, step by step", self.theme, size=self.theme.sizes.label, weight="MEDIUM")
        return words.on_baseline(self.right.right, self.right.top - 0.3, align=1.0)

    # -- how it is laid out -----------------------------------------------------------------------------------

    def _y(self, line: int) -> float:
        """The baseline of a line: two sentences, the bag, one translation, two translations."""
        step = (0.7, 0.7 + LINE, 2.42, 3.62, 4.82, 4.82 + LINE)[line]
        return self.left.top - step * self.left.height / 5.5

    def _sentence(self, place: int) -> VGroup:
        """The words in one order, those that stand elsewhere in the other in ink."""
        words, others = self.pair.sources[place], self.pair.sources[1 - place]
        row = Translation(words, self.theme, size=SIZE, role="quiet", width=self.left.width - 0.2)
        for label, one, two in zip(row.labels, words, others, strict=True):
            if one != two:
                label.set_color(self.theme.role("ink"))
        return row.shift([self.left.left, self._y(place), 0])

    def _bag(self) -> tuple[RoundedRectangle, VGroup]:
        """All words in a box, in the order of the alphabet: none of theirs."""
        words = sorted(self.pair.sources[0])
        row = Translation(words, self.theme, size=SIZE - 2, width=self.left.width - 0.7)
        row.shift([self.left.left + 0.35, self._y(2), 0])
        box = RoundedRectangle(corner_radius=0.2, width=row.width + 0.7, height=0.8, stroke_width=2)
        box.set_stroke(self.theme.role("quiet")).set_fill(self.theme.panel, opacity=1.0)
        box.move_to([self.left.left + box.width / 2, self._y(2) + 0.1, 0])
        return box, row.labels

    def home(self, place: int) -> list[int]:
        """For each word of an order its place in the bag."""
        free: dict[str, list[int]] = {}
        for slot, word in enumerate(sorted(self.pair.sources[0])):
            free.setdefault(word, []).append(slot)
        return [free[word].pop(0) for word in self.pair.sources[place]]

    def _written(self, words: tuple[str, ...], line: int, *, mark: bool = False) -> Translation:
        """A translation; the words on which the answers differ in ink, and underlined if they are to be marked."""
        shared = self.pair.shared(words)
        right = shared if mark else None
        row = Translation(words, self.theme, right=right, size=SIZE, width=self.left.width - 0.2)
        if self.pair.swapped:
            for label, same in zip(row.labels, shared, strict=True):
                label.set_color(self.theme.role("quiet" if same else "ink"))
        return row.shift([self.left.left, self._y(line), 0])

    def _measure(
        self, text: str, labels: tuple[str, ...], claims: tuple[Claim, ...], limit: float, spec: str, top: float
    ) -> VGroup:
        """Bars below a heading."""
        heading = Words(text, self.theme, size=self.theme.sizes.label, weight="MEDIUM")
        chart = BarChart(
            labels,
            claims,
            self.theme,
            limit=limit,
            length=BAR,
            thickness=THICK,
            gap=BETWEEN,
            spec=spec,
            size=self.theme.sizes.note,
        )
        start = chart.axis.get_start()
        chart.shift([self.right.left + 1.62 - start[0], top - 0.5 - start[1], 0])
        return VGroup(heading.on_baseline(self.right.left, top - 0.3), chart)
