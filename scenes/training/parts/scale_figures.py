"""The figures of the paper beside this model's. Source: Vaswani et al. 2017, sections 5.2 to 6.2, tables 2 and 3."""

from __future__ import annotations

from dataclasses import dataclass

from manim import Line, VGroup

from model.trace import Trace
from scenes.kit.claims import Cited, Claim, Measured
from scenes.kit.counts import Fact
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

PAPER = "vaswani2017"
PROCEEDINGS = Cited(PAPER, "BLEU En-Fr big, proceedings")
YEAR = Cited(PAPER, "year")
PROCESSORS = Cited(PAPER, "processors")
HOURS, DAYS = Cited(PAPER, "hours base"), Cited(PAPER, "days big")
BASE, BIG = Cited(PAPER, "million parameters base"), Cited(PAPER, "million parameters big")
COLUMNS = (0.56, 0.78, 1.0)  # right edges, as parts of the width


@dataclass(frozen=True)
class Entry:
    """A claim and its form."""

    claim: Claim
    spec: str = ",.0f"
    suffix: str = ""
    more: Claim | None = None


class Figures(VGroup):
    """A table with a column each for this model, the paper's base model and its big one; ``lines`` row by row."""

    def __init__(self, trace: Trace, theme: Theme, region: Region) -> None:
        super().__init__()
        self.theme, self.region = theme, region
        rows = self._rows(trace)
        self.pitch = (region.height - 0.75) / (len(rows) + 1)
        self.head = self._head()
        self.lines = VGroup(*(self._line(i, name, entries) for i, (name, entries) in enumerate(rows)))
        self.note = self._note()
        self.add(self.head, self.lines, self.note)

    def _rows(self, trace: Trace) -> list[tuple[str, tuple[Entry | None, ...]]]:
        """The names, a LaTeX symbol after a backslash sign or words, and the three entries."""
        layers = Fact.of(trace, "config", "encoder_layers")
        again, six = Fact.of(trace, "config", "decoder_layers"), Cited(PAPER, "layers base")

        def sizes(own: Claim, name: str) -> tuple[Entry, Entry, Entry]:
            return Entry(own), Entry(Cited(PAPER, f"{name} base")), Entry(Cited(PAPER, f"{name} big"))

        parameters = Fact.of(trace, "parameters")
        warm = Measured(trace["experiments/learning/warmup"])
        return [
            ("$N", (Entry(layers, more=again), Entry(six, more=six), Entry(six, more=six))),
            (r"$d_{\mathrm{model}}", sizes(trace.size("D"), "d_model")),
            ("$h", sizes(trace.size("H"), "heads")),
            ("$d_k", sizes(trace.size("K"), "d_k")),
            (r"$d_{\mathrm{ff}}", sizes(trace.size("F"), "d_ff")),
            ("parameters", (Entry(parameters), Entry(BASE, suffix=" M"), Entry(BIG, suffix=" M"))),
            (
                "warm-up steps",
                (Entry(warm), Entry(Cited(PAPER, "warm-up steps")), Entry(Cited(PAPER, "warm-up steps"))),
            ),
            ("training", (None, Entry(HOURS, suffix=" hours"), Entry(DAYS, ".1f", " days"))),
            (
                "BLEU, En–De",
                (None, Entry(Cited(PAPER, "BLEU En-De base"), ".1f"), Entry(Cited(PAPER, "BLEU En-De big"), ".1f")),
            ),
            (
                "BLEU, En–Fr",
                (None, Entry(Cited(PAPER, "BLEU En-Fr base"), ".1f"), Entry(Cited(PAPER, "BLEU En-Fr big"), ".1f")),
            ),
        ]

    def _baseline(self, row: float) -> float:
        return self.region.top - (row + 0.7) * self.pitch

    def _x(self, column: int) -> float:
        return self.region.left + COLUMNS[column] * self.region.width

    def _head(self) -> VGroup:
        """The names of the columns, and a line below them."""
        size, y = self.theme.sizes.note, self._baseline(0)
        group = VGroup()
        for k, name in enumerate(("this model", "base", "big")):
            end = self._x(k)
            if k:
                year = NumberText(YEAR, self.theme, spec=".0f", size=size, role="quiet").on_baseline(end, y, align=1.0)
                group.add(year)
                end = year.get_left()[0] - pixels(9)
            words = Words(name, self.theme, size=size, weight="MEDIUM")
            group.add(words.on_baseline(end, y, align=1.0))
        ends = [[self.region.left, y - 0.13, 0], [self.region.right, y - 0.13, 0]]
        return group.add(Line(*ends, stroke_width=1.5, color=self.theme.role("quiet")))

    def _line(self, row: int, name: str, entries: tuple[Entry | None, ...]) -> VGroup:
        size, y = self.theme.sizes.note, self._baseline(row + 1)
        label = Symbol(name[1:], self.theme, size=30) if name[0] == "$" else Words(name, self.theme, size=size)
        group = VGroup(label.on_baseline(self.region.left, y))
        for k, entry in enumerate(entries):
            if entry is not None:
                number = NumberText(entry.claim, self.theme, spec=entry.spec, size=size, suffix=entry.suffix)
                end = self._x(k)
                if entry.more is not None:  # encoder + decoder
                    last = NumberText(entry.more, self.theme, spec=entry.spec, size=size).on_baseline(end, y, align=1.0)
                    plus = Words("+", self.theme, size=size, role="quiet")
                    plus.on_baseline(last.get_left()[0] - pixels(8), y, align=1.0)
                    group.add(last, plus)
                    end = plus.get_left()[0] - pixels(8)
                group.add(number.on_baseline(end, y, align=1.0))
        return group

    def _note(self) -> VGroup:
        """How many heads are best, and what else the table says."""
        size, group = self.theme.sizes.small, VGroup()

        def number(claim: Claim, spec: str) -> NumberText:
            return NumberText(claim, self.theme, spec=spec, size=size)

        def words(text: str) -> Words:
            return Words(text, self.theme, size=size, role="quiet")

        parts: list[Words | VGroup] = [words("heads")]
        for heads in ("one head", "eight heads", "thirty-two heads"):
            count, score = Cited(PAPER, heads), Cited(PAPER, f"BLEU of {heads}")
            parts += [number(count, ".0f"), words("→"), number(score, ".1f"), words("·")]
        first = on_one_baseline([*parts[:-1], words("(development set)")], gap=pixels(9))
        second = on_one_baseline(
            [words("En–Fr"), number(PROCEEDINGS, ".1f"), words("in the proceedings · trained on"),
             number(PROCESSORS, ".0f"), words("GPUs")], gap=pixels(9),
        )  # fmt: skip
        for k, row in enumerate((second, first)):
            y = self.region.bottom + 0.4 - 0.32 * k
            group.add(row.shift([self.region.left - row.get_left()[0], y, 0]))
        return group
