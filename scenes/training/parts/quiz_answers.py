"""The panels of the quiz: for each question what is shown while the viewer thinks, and what then answers it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from manim import LEFT, UP, ArcBetweenPoints, Dot, Line, ManimColor, Mobject, VGroup

from model.trace import Tensor, Trace
from scenes.kit.choose import SPEAKING, encoder_layers, hero, hero_tensor, places_of
from scenes.kit.claims import Claim, Measured, row_sum
from scenes.kit.counts import Apart, Ordinal
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.arcs import WordArc
from scenes.kit.mobjects.bars import BarChart
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.ruler import Ruler
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.translation import without_end
from scenes.kit.mobjects.words import Words
from scenes.kit.theme import Theme
from scenes.training.parts.new_word import with_gaps

FAR, CLEAR = 4, 0.3  # places and share from which a look counts as long
RUN = "experiments/training_run"
ARTICLE = "the"  # no word with meaning
LARGE, TEXT = 56, 36  # pixels
GAP = 0.14  # units between two rows of the poster
SMALL = (2.2, 0.6)  # units: the width and height of a picture on the poster
ARC = 1.6  # radians that its arc turns through
EXACT = "of sentences right"


@dataclass(frozen=True)
class Answer:
    """What stands on the poster: the answer, its small picture, the number that tells it, and what that is."""

    text: str
    picture: Mobject
    value: Claim | None
    spec: str
    what: str


@dataclass(frozen=True)
class Look:
    """One weight of the encoder: who looks where, how far away, in a sentence of these words."""

    row: int
    column: int
    weight: Tensor
    words: tuple[str, ...]
    recorded: bool = False

    @property
    def distance(self) -> Apart:
        """How many places lie between the two words."""
        return Apart(self.weight)


def long_look(trace: Trace) -> Look:
    """The followed look; where that is short, the longest clear one between words with meaning, or the recorded one."""
    found = hero(trace)
    followed = Look(found.row, found.column, hero_tensor(trace, "weights")[found.row, found.column], trace.source)
    if followed.distance.value >= FAR and followed.weight.item() > CLEAR:
        return followed
    looks, speaking = [], places_of(trace, *SPEAKING)
    for layer in range(encoder_layers(trace)):
        weights = trace[f"main/encoder.{layer}.self_attn.weights"]
        for head, row, column in np.argwhere(weights.values > CLEAR):
            if row in speaking and column in speaking:
                looks.append(Look(int(row), int(column), weights[int(head), int(row), int(column)], trace.source))
    longest = max(looks, key=lambda look: (look.distance.value, look.weight.item()), default=followed)
    return longest if longest.distance.value >= FAR else recorded_look(trace)


def recorded_look(trace: Trace) -> Look:
    """The clearest long look of the recorded sentence, after training, in the head that knows the pronoun's noun."""
    block, head = trace.facts["experiments"]["training_run"]["measured"]["agent_head"]
    run, words = trace[f"{RUN}/{block}.weights"], trace.words[f"{RUN}/source"]
    weights = run[run.shape[0] - 1, int(head)]
    places = [place for place, word in enumerate(words[:-1]) if word != ARTICLE]
    pairs = [(row, column) for row in places for column in places if abs(row - column) >= FAR]
    row, column = max(pairs, key=lambda pair: float(weights.values[pair]))
    return Look(row, column, weights[row, column], words, recorded=True)


class Sums:
    """Question one: the followed head's weights, a row and a column outlined; then their sums."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        weights = hero_tensor(trace, "weights")
        row, away = hero(trace).row, np.abs(weights.values.sum(0) - 1)
        column = int(away.argmax())
        left, right = region.columns(1.15, 1, gap=0.6)
        n = trace.size("S")
        self.heatmap = Heatmap(
            weights, trace.source, trace.source, theme=theme, cell=3.2 / len(trace.source),
            label_size=theme.sizes.small, name=Symbol("A", theme), shape=(n, n),
        )  # fmt: skip
        left.place(self.heatmap, 1.0, 0.5)
        self.heatmap.light(rows=[row], columns=[column])
        self.rings = VGroup(self.heatmap.outline_row(row), self.heatmap.outline_column(column))
        self.theme, self.source = theme, trace.source
        self.shared = weights[int(np.abs(weights.values.max(1) - 0.5).argmin())]  # among several words, yet not evenly
        self.row, self.column = row_sum(weights[row]), row_sum(weights[:, column])
        self.words, self.sums = VGroup(), VGroup()
        for claim, text, role, up in ((self.row, "row", "query", 0.62), (self.column, "column", "key", 0.3)):
            y = region.at(0, up)[1]
            word = Words(text, theme, size=LARGE, role=role).on_baseline(right.left + 2.6, y, align=1.0)
            number = NumberText(claim, theme, size=LARGE, role=role, weight="MEDIUM")
            self.words.add(word)
            self.sums.add(number.on_baseline(right.left + 3.2, y))

    def small(self) -> Ruler:
        """A row as shares of one length."""
        return Ruler(self.source, self.shared, self.theme, length=SMALL[0], height=0.42, spec=None)


class Far:
    """Question two: three parts to choose from over the sentence; then an arc across it."""

    NAMES = ("positions", "self-attention", "feed-forward")
    RIGHT = 1

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.theme, self.look = theme, long_look(trace)
        above, below = region.rows(1, 2.2, gap=0.2)
        self.names = TokenRow(self.NAMES, theme, size=40, pitch=3.5, pills=True)
        above.place(self.names, 0.5, 0.5)
        self.words = TokenRow(self.look.words[:-1], theme, size=44, width=region.width)
        self.words.move_to(below.at(0.5, 0.3))
        self.note = VGroup()  # says so where the sentence is not the film's own
        if self.look.recorded:
            self.note.add(Words("recorded:", theme, size=theme.sizes.note, role="quiet"))
            self.note.next_to(self.words, UP, buff=0.3).align_to(self.words, LEFT)
        ends = [self._above(place) for place in (self.look.row, self.look.column)]
        rise = np.array([0.0, min(2.0, 0.5 + 0.18 * abs(ends[0][0] - ends[1][0])), 0.0])
        self.arc = WordArc(self.look.weight, ends, rise=rise[1], stroke_width=6)
        self.arc.set_stroke(theme.role("weight"))
        number = NumberText(Measured(self.look.weight), theme, spec=".2f", size=TEXT, weight="MEDIUM")
        number.move_to((ends[0] + ends[1]) / 2 + 0.75 * rise + np.array([0.0, 0.3, 0.0]))
        self.number = number

    def small(self) -> VGroup:
        """A dot for each word, and the arc."""
        count, width = len(self.words.labels), SMALL[0]
        dots = VGroup(
            *(Dot([k * width / (count - 1), 0, 0], radius=pixels(6), color=self.theme.quiet) for k in range(count))
        )
        for place, role in ((self.look.row, "query"), (self.look.column, "key")):
            dots[place].set_color(self.theme.role(role))
        left, right = sorted((self.look.row, self.look.column))
        air = pixels(6) * UP
        arc = ArcBetweenPoints(dots[right].get_top() + air, dots[left].get_top() + air, angle=ARC, stroke_width=3.5)
        return VGroup(dots, arc.set_stroke(self.theme.role("weight")))

    def _above(self, place: int) -> np.ndarray:
        word = self.words.word(place)
        return np.array([float(word.get_center()[0]), float(self.words.box.get_top()[1]) - pixels(4), 0.0])


class Orderless:
    """Question three: the sentence, and what the model trained without positions makes of it."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        self.trace, self.theme = trace, theme
        lines, chart = region.rows(1.25, 1, gap=0.3)
        cells = lines.rows(1, 1, gap=0.0)
        x = lines.left + 2.5
        self.source = TokenRow(trace.source[:-1], theme, size=TEXT, width=lines.right - x)
        self.source.shift([x - self.source.labels.get_left()[0], cells[0].center[1], 0])
        base = cells[1].center[1] - pixels(10)
        self.labels = VGroup(
            Words("English", theme, size=26, role="quiet").on_baseline(lines.left, self.source.word(0).baseline),
            Words("without positions", theme, size=26, role="quiet").on_baseline(lines.left, base),
        )
        words = without_end(trace.words["ablated.no_positions.target"])
        reference = without_end(trace.words["reference"])
        self.all_right = words == reference
        self.row = with_gaps(words, reference, theme).shift([x, base, 0])
        record = trace.scope("experiments/no_positions")
        self.exact, self.count = record["exact"], record["sentences"]
        kinds = trace.words["experiments/no_positions/kinds"]
        self.disorder = record["errors"][kinds.index("order")]
        self.bars = right_bars(theme, ("with", "without"), (record["exact.whole"], self.exact))
        self.bars.shift([x - self.bars.axis.get_center()[0], chart.center[1] - self.bars.axis.get_center()[1], 0])

    def small(self) -> BarChart:
        """The two bars alone."""
        return BarChart(
            [VGroup(), VGroup()], self.bars.claims, self.theme, limit=1.0, roles=self.bars.roles, length=SMALL[0],
            thickness=0.2, gap=0.1, spec=None,
        )  # fmt: skip


class Unmasked:
    """Question four: two curves of the loss, with and without the mask; then what comes out."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        left, right = region.columns(1, 1, gap=0.6)
        with_mask, without = trace.scope("experiments/learning"), trace.scope("experiments/no_mask")
        steps = without["step"]
        top = float(np.ceil(without["loss"].values.max()))
        self.plot = Plot(
            theme, x=(0, float(steps.values[-1])), y=(0.0, top), width=left.width - 1.0, height=left.height - 1.1,
            x_name="step", y_name="loss", y_spec=".0f", y_marks=(0.0, top),
        )  # fmt: skip
        start = self.plot.x_axis.line.get_start()
        self.plot.shift([left.left + 0.9 - start[0], left.bottom + 0.8 - start[1], 0])
        self.plot.draw("with", with_mask["step"], with_mask["loss"], role="quiet", stroke_width=9)
        self.plot.draw("without", steps, without["loss"], role="ink", stroke_width=2.5)
        x, y = self.plot.x_axis.line.get_end()[0], self.plot.y_axis.line.get_end()[1]
        self.names = VGroup()
        for text, role, drop in (("with its mask", "quiet", 0.3), ("without", "ink", 0.75)):
            self.names.add(Words(text, theme, size=28, role=role).on_baseline(x - 0.2, y - drop, align=1.0))
        words = trace.words["ablated.no_mask.target"]
        self.nothing = len(without_end(words)) == 0
        written = TokenRow(words, theme, size=TEXT + 6, width=right.width)
        self.written = VGroup(Words("it writes", theme, size=26, role="quiet"), written)
        upper, lower = right.rows(1, 1.2, gap=0.2)
        self.written[0].on_baseline(right.left, upper.top - 0.5)
        written.shift([right.left - written.labels.get_left()[0], upper.top - 1.1, 0])
        self.exact = without["exact"]
        shares = (without["exact.whole"], self.exact)
        self.bars = right_bars(theme, ("with", "without"), shares)
        foot = self.bars.axis.get_center()
        self.bars.shift([right.left + 1.35 - foot[0], lower.center[1] - foot[1], 0])
        self.theme, self.records = theme, {"with": with_mask, "without": without}

    def small(self) -> Plot:
        """The two curves alone."""
        ends = (self.plot.x_axis.high, self.plot.y_axis.high)
        plot = Plot(
            self.theme, x=(0, ends[0]), y=(0.0, ends[1]), width=SMALL[0], height=SMALL[1], x_marks=(), y_marks=()
        )
        for (name, record), (role, width) in zip(self.records.items(), (("quiet", 6), ("ink", 2)), strict=True):
            plot.draw(name, record["step"], record["loss"], role=role, stroke_width=width)
        return plot


def right_bars(
    theme: Theme, labels: tuple[str, str], shares: tuple[Tensor, Tensor], roles: tuple[str, str] = ("quiet", "ink")
) -> VGroup:
    """Shares of unseen sentences in which every word is right, as two bars under a heading."""
    chart = BarChart(
        list(labels), [Measured(share) for share in shares], theme, limit=1.0, roles=roles, length=3.4, thickness=0.36,
    )  # fmt: skip
    head = Words("unseen sentences, every word right", theme, size=26, role="quiet")
    head.on_baseline(chart.axis.get_center()[0], chart.get_top()[1] + 0.2)
    chart.add(head)
    return chart


class Poster:
    """The five questions with their answers, each with its picture and the number that tells it."""

    def __init__(self, theme: Theme, region: Region, count: int) -> None:
        self.theme = theme
        self.rows = region.rows(*[1.0] * count, gap=GAP)

    def row(self, place: int, question: str, answer: Answer) -> VGroup:
        """The picture; question above, answer below; at the right its number, and what that is."""
        theme, cell = self.theme, self.rows[place]
        left, middle, x = cell.left + 1.4 + SMALL[0], cell.center[1], cell.right - 2.7
        picture = answer.picture.move_to([cell.left + 0.9 + SMALL[0] / 2, middle, 0])
        number = NumberText(Ordinal(place + 1, "questions"), theme, size=48, role="quiet", weight="MEDIUM")
        group = VGroup(
            picture,
            number.on_baseline(cell.left + 0.1, middle - pixels(16)),
            Words(question, theme, size=28, role="quiet").on_baseline(left, cell.at(0, 0.62)[1]),
            Words(answer.text, theme, size=TEXT, weight="MEDIUM").on_baseline(left, cell.at(0, 0.17)[1]),
        )
        if answer.value is not None:
            value = NumberText(answer.value, theme, spec=answer.spec, size=LARGE, weight="MEDIUM")
            what = Words(answer.what, theme, size=26, role="quiet")
            group.add(value.on_baseline(x, middle - pixels(20), align=1.0))
            group.add(what.on_baseline(x + 0.25, middle - pixels(20)))
        if place:
            y = cell.top + GAP / 2
            group.add(Line([cell.left, y, 0], [cell.right, y, 0], stroke_width=1.5, color=ManimColor(theme.line)))
        return group


__all__ = ["Answer", "Far", "Look", "Orderless", "Poster", "Sums", "Unmasked", "long_look"]
