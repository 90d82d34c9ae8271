"""A wall of heat maps: every head of the encoder with its role, its score and a switch.

Roles, scores and what goes wrong without a head are those of the experiment ``head_roles``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, partial

import numpy as np
from manim import Animation, Circle, Mobject, RoundedRectangle, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import places_of, predicate, pronoun, referent
from scenes.kit.claims import Computed, Measured
from scenes.kit.counts import Counted, Extent, Nth
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.cells import Cell, outline_of
from scenes.kit.mobjects.mosaic import Mosaic
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.motion import change
from scenes.kit.theme import Theme

EXPERIMENT = "experiments/head_roles"
NOTHING = "nothing"  # the condition in which no head is silent
HEAD, ROLE, SCORE = 0.36, 0.38, 0.34  # heights of a card's lines: above the map, and below it
MARK, AWAY = pixels(7), pixels(4)  # thickness of the marks beside a map, and their distance from it
PLAIN = {"referent": "its noun", "adjectives": "its adjectives"}  # of the record's words, as they are shown


@dataclass(frozen=True)
class Head:
    """One head of the encoder: its layer and its number, both from 0, and its weights for the film's sentence."""

    layer: int
    number: int
    weights: Tensor = field(compare=False, repr=False)

    @property
    def condition(self) -> str:
        """How the record calls the model without this head."""
        return f"encoder.{self.layer}.self_attn[{self.number}]"

    @property
    def layer_claim(self) -> Nth:
        """The number of the layer, from 1."""
        return Nth(self.weights)

    @property
    def head_claim(self) -> Nth:
        """The number of the head, from 1."""
        return Nth(self.weights, "H")


@dataclass(frozen=True)
class Roster:
    """The encoder's heads and what was measured of each."""

    trace: Trace

    @property
    def record(self) -> Trace:
        """The experiment's arrays."""
        return self.trace.scope(EXPERIMENT)

    def words(self, name: str) -> tuple[str, ...]:
        """The experiment's words of this name."""
        return self.trace.words[f"{EXPERIMENT}/{name}"]

    @cached_property
    def heads(self) -> tuple[Head, ...]:
        """All of them, layer by layer."""
        layers, heads = self.record["encoder.best"].shape
        return tuple(self._head(layer, number) for layer in range(layers) for number in range(heads))

    def _head(self, layer: int, number: int) -> Head:
        return Head(layer, number, self.trace[f"main/encoder.{layer}.self_attn.weights"][number])

    @property
    def size(self) -> Extent:
        """How many heads there are."""
        return Extent(self.record["encoder.best"], None)

    @cached_property
    def decisive(self) -> Head:
        """The head without which most pronouns go wrong."""
        layer, number = (int(self.record[f"decisive.{name}"].item()) for name in ("layer", "head"))
        return self._head(layer, number)

    def role(self, head: Head) -> str | None:
        """The role that describes a head best, as the record calls it; None where none does."""
        best = int(self.record["encoder.best"][head.layer, head.number].item())
        return None if best < 0 else self.words("encoder.roles")[best]

    def score(self, head: Head) -> Tensor:
        """The mean weight on the cells of the head's role."""
        best = int(self.record["encoder.best"][head.layer, head.number].item())
        return self.record["encoder.scores"][head.layer, head.number, best]

    def equal(self, head: Head) -> Tensor:
        """The mean weight that the cells of the head's role would have if attention were shared out equally."""
        return self.record["encoder.uniform"][int(self.record["encoder.best"][head.layer, head.number].item())]

    def errors(self, condition: str) -> Tensor:
        """How many sentences have a mistake of each kind (kind)."""
        return self.record["errors"][self.words("conditions").index(condition)]

    def count(self, head: Head) -> float:
        """How many mistakes of any kind there are without a head."""
        return float(self.errors(head.condition).values.sum())

    def right(self, condition: str) -> Measured:
        """The share of pronouns that are right."""
        return Measured(self.record["pronoun"][self.words("conditions").index(condition)])

    @property
    def errs_anyway(self) -> bool:
        """Whether there are mistakes with all heads on: then none can be told by its own mistakes alone."""
        return bool(self.errors(NOTHING).values.any())

    @cached_property
    def tempting(self) -> Head | None:
        """The head with the best score for a role, above that of equal shares, without which nothing goes wrong."""
        idle = [head for head in self.heads if self.role(head) and not self.count(head)]
        options = [head for head in idle if self.score(head).item() > self.equal(head).item()]
        return max(options, key=lambda head: self.score(head).item(), default=None)

    @cached_property
    def named(self) -> Computed:
        """How many heads a role describes."""
        return Computed("heads with a role", lambda best: (best >= 0).sum(), (self.record["encoder.best"],))

    @cached_property
    def idle(self) -> Counted:
        """How many heads are not missed when they alone are silent."""
        rows = tuple(self.words("conditions").index(head.condition) for head in self.heads)
        return Counted("heads that are not missed", partial(unmissed, rows), (self.record["errors"],))


def unmissed(rows: Sequence[int], errors: np.ndarray) -> int:
    """In how many of these conditions no mistake of any kind was counted, of errors (condition, kind)."""
    return int((errors[list(rows)].sum(axis=1) == 0).sum())


def in_words(role: str) -> str:
    """A role as it is shown: what asks, an arrow, what is read."""
    asks, arrow, read = role.partition(" to ")
    return f"{asks} → {PLAIN.get(read, read)}" if arrow else role


def cells_of(trace: Trace, role: str | None) -> list[tuple[int, Sequence[int]]]:
    """Where a role's cells are in the film's sentence: rows with their columns; none for a role that it lacks.

    Roles of every word, such as the word before, are left out: all of the diagonal would be outlined.
    """
    nouns, articles, adjectives = (places_of(trace, kind) for kind in ("noun", "article", "adjective"))
    found: list[tuple[int, Sequence[int]]] = []
    for noun in nouns:
        article = max((place for place in articles if place < noun), default=noun)
        between = [place for place in adjectives if article < place < noun]
        pairs = {
            "article to noun": [(article, [noun])],
            "noun to article": [(noun, [article])],
            "adjective to noun": [(place, [noun]) for place in between],
            "noun to adjectives": [(noun, between)] if between else [],
        }
        found += pairs.get(role or "", [])
    if role == "verb to not":
        found += [(place + 1, [place]) for place in places_of(trace, "negation")[:1]]
    it, said, meant = pronoun(trace), predicate(trace), referent(trace)
    if it is not None and said is not None and meant is not None:
        other = next((noun for noun in nouns if noun != meant), meant)
        asked = {
            "it to referent": (it, meant),
            "it to other noun": (it, other),
            "it to predicate": (it, said),
            "predicate to referent": (said, meant),
            f"predicate to {'subject' if meant < other else 'object'}": (said, meant),
        }
        found += [(row, [column]) for row, column in (asked[role],)] if role in asked else []
    return found


class Switch(VGroup):
    """A switch: its knob stands right and its track is full while it is on."""

    def __init__(self, theme: Theme, *, size: float = 0.2, on: bool = True) -> None:
        super().__init__()
        self.theme, self.step = theme, 0.8 * size
        self.track = RoundedRectangle(
            corner_radius=size / 2, width=1.8 * size, height=size, stroke_color=theme.role("ink"), stroke_width=2
        )
        self.knob = Circle(radius=0.33 * size, stroke_width=0, fill_opacity=1.0)
        self.add(self.track, self.knob)
        self._colour(self.track, on)
        self._colour(self.knob, on)
        self.knob.move_to(self.track).shift([(0.5 if on else -0.5) * self.step, 0, 0])
        self.on = on

    def turn(self, on: bool) -> Animation:
        """The knob slides over, and the track fills or empties."""
        way = 0.0 if on == self.on else (self.step if on else -self.step)
        self.on = on

        def to(part: Mobject) -> None:
            self._colour(part, on)
            if isinstance(part, Circle):
                part.shift([way, 0, 0])

        return change(self.track, self.knob, to=to, run_time=0.5)

    def _colour(self, part: Mobject, on: bool) -> None:
        ink, ground = self.theme.role("ink"), self.theme.ground
        if isinstance(part, Circle):
            part.set_fill(ground if on else ink, opacity=1.0)
        else:
            part.set_fill(ink if on else ground, opacity=1.0)


class Card(VGroup):
    """One head on the wall.

    Attributes:
        map: its weights; head: whose; switch: above it; role, score: below it.
        cells: marks at the rows and columns of the role.
    """

    def __init__(self, roster: Roster, head: Head, theme: Theme, side: float) -> None:
        super().__init__()
        self.head = head
        self.map = Mosaic(head.weights, theme, width=side, height=side, kind="weight")
        left, right, bottom, top = self.map.box.edges
        self.name = head_name(head, theme).shift([left, top + pixels(14), 0])
        self.switch = Switch(theme)
        self.switch.move_to([right - self.switch.width / 2, self.name.get_center()[1], 0])
        if self.switch.get_left()[0] < self.name.get_right()[0] + pixels(12):
            self.switch.shift([self.name.get_right()[0] + pixels(12) - self.switch.get_left()[0], 0, 0])
        role, size = roster.role(head), theme.sizes.small
        text, shade = (in_words(role), "ink") if role else ("none of our roles", "quiet")
        self.role = VGroup(Words(text, theme, size=size, role=shade).on_baseline(left, bottom - ROLE + pixels(14)))
        self.cells, self.score = VGroup(), VGroup()
        if role:
            score = NumberText(Measured(roster.score(head)), theme, size=theme.sizes.label, weight="MEDIUM")
            self.score.add(score.on_baseline(left, bottom - ROLE - SCORE + pixels(12)))
        for row, columns in cells_of(roster.trace, role):
            x0, x1, y0, y1 = self.map.edges(slice(row, row + 1), slice(min(columns), max(columns) + 1))
            self.cells.add(Cell(left - MARK - AWAY, left - AWAY, y0, y1, theme.role("query")))
            self.cells.add(Cell(x0, x1, bottom - AWAY - MARK, bottom - AWAY, theme.role("key")))
        self.add(self.map, self.name, self.switch, self.cells, self.role, self.score)


def head_name(head: Head, theme: Theme, *, size: float | None = None, role: str = "ink") -> VGroup:
    """``layer 2 · head 3`` on a baseline at y = 0 from x = 0."""
    size = size or theme.sizes.small
    parts: list[Words | NumberText] = []
    for word, claim in (("layer", head.layer_claim), ("· head", head.head_claim)):
        parts.append(Words(word, theme, size=size, role=role))
        parts.append(NumberText(claim, theme, size=size, role=role))
    return on_one_baseline(parts, gap=pixels(0.32 * size))


class Wall(VGroup):
    """A card for every head, a row for every layer."""

    def __init__(self, roster: Roster, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme = theme
        down, across = roster.record["encoder.best"].shape
        pitch, step = region.width / across, (region.height + pixels(20)) / down
        side = min(step - HEAD - ROLE - SCORE - pixels(20), pitch - pixels(45))
        self.cards = {head: Card(roster, head, theme, side) for head in roster.heads}
        for head, card in self.cards.items():
            x = region.left + pitch * head.number + side / 2
            y = region.top - step * head.layer - HEAD - side / 2
            card.shift(np.array([x, y, 0.0]) - card.map.box.get_center())
            self.add(card)

    def frame(self, head: Head) -> RoundedRectangle:
        """A new outline round a head's card."""
        left, right, bottom, top = self.cards[head].map.box.edges
        right = max(right, self.cards[head].get_right()[0])
        edges = (left - MARK - AWAY, right, bottom - ROLE - SCORE + pixels(8), top + HEAD - pixels(4))
        return outline_of(edges, self.theme.role("focus"), margin=pixels(8), width=3.0)
