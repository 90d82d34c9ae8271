"""Fine-tuning as recorded: a spare row for a new word, a handful of lessons, and what was written before and after."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from manim import Line, VGroup

from model.trace import END, Trace
from scenes.kit.claims import Measured
from scenes.kit.counts import Extent, Fact
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.labels import shape_label, shared_limit
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.plot import Plot
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme

SENTENCE, LESSON = 34, 24  # pixels
LABELS = 1.55  # units at the left for what a line is
UNDERLINE = pixels(9)  # below the baseline
NAMES = 2.5  # units at the right of the plot


class NewWord:
    """The parts of the picture, each where it belongs: sentences above, lessons and curves, the two rows below.

    Args:
        record: the experiment ``fine_tuning``; trace: holds its words.
    """

    def __init__(self, trace: Trace, theme: Theme, stage: Region) -> None:
        self.record, self.theme = trace.scope("experiments/fine_tuning"), theme
        self.said = {name: trace.words[f"experiments/fine_tuning/{name}"] for name in self._names(trace)}
        self.new, self.d = self.said["new"], trace.size("D")
        self.count = round(self.record["handful"].item())
        top, middle, low = stage.rows(1.5, 2.55, 1.2, gap=0.2)
        self.lines = top.rows(1, 1, 1, gap=0.0)
        self.left, self.right = middle.columns(1, 1, gap=0.7)
        self.low = low.columns(1, 1, gap=0.7)

    @staticmethod
    def _names(trace: Trace) -> list[str]:
        prefix = "experiments/fine_tuning/"
        return [name.removeprefix(prefix) for name in trace.words if name.startswith(prefix)]

    # -- sentences --------------------------------------------------------------------------------------------

    def english(self) -> VGroup:
        """The recorded sentence; the new word stands out."""
        row = self._row(self.said["sentence"], SENTENCE, lit=self.new[0])
        return row.shift([self.lines[0].left + LABELS, self._base(0), 0])

    def written(self, moment: str) -> VGroup:
        """What the model wrote ``before`` or ``after``, as words; what is missing or wrong is underlined."""
        words = tuple(word for word in self.said[f"written.{moment}"] if word != END)
        row = with_gaps(words, self.said["reference"], self.theme)
        return row.shift([self.lines[0].left + LABELS, self._base(2 if moment == "after" else 1), 0])

    @property
    def wrong(self) -> bool:
        """Whether the recorded sentence came out wrong before."""
        return tuple(word for word in self.said["written.before"] if word != END) != self.said["reference"]

    def label(self, line: int, text: str) -> Words:
        """What a line of the sentences is, at its left."""
        words = Words(text, self.theme, size=self.theme.sizes.note, role="quiet")
        return words.on_baseline(self.lines[0].left, self._base(line))

    def lessons(self) -> VGroup:
        """The handful of sentences; the new word stands out in each."""
        cells = self.left.rows(*[1.0] * (self.count + 1), gap=0.0)
        rows = VGroup()
        for place, cell in enumerate(cells[1:]):
            row = self._row(self.said[f"lesson.{place}"], LESSON, lit=self.new[0])
            if row.width > self.left.width:
                row = self._row(self.said[f"lesson.{place}"], self.theme.sizes.small, lit=self.new[0])
            rows.add(row.shift([cell.left, cell.center[1] - pixels(8), 0]))
        return rows

    def lessons_head(self) -> Words:
        """The heading of the lessons."""
        words = Words("all that it is shown, each with its French", self.theme, size=LESSON, role="quiet")
        return words.on_baseline(self.left.left, self.left.top - 0.2)

    # -- the two rows -----------------------------------------------------------------------------------------

    def rows(self, moment: str) -> tuple[VectorStrip, VectorStrip]:
        """The new word's rows of both tables ``before`` or ``after``, each table's on one scale."""
        strips = []
        for side, region in zip(("source", "target"), self.low, strict=True):
            both = [self.record[f"{side}.{when}"] for when in ("before", "after")]
            strip = VectorStrip(
                self.record[f"{side}.{moment}"],
                self.theme,
                "learned",
                length=region.width,
                height=region.height - 0.42,
                limit=shared_limit(*both),
            )
            strips.append(strip.shift([region.center[0], region.bottom + (region.height - 0.42) / 2, 0]))
        return strips[0], strips[1]

    def row_labels(self) -> VGroup:
        """Whose rows they are, and their shapes."""
        group = VGroup()
        for word, region in zip(self.new, self.low, strict=True):
            parts = [
                Words("row of", self.theme, size=LESSON, role="quiet"),
                Words(word, self.theme, size=LESSON, role="learned", weight="MEDIUM"),
                *shape_label(self.theme, Extent(self.record["source.before"]), self.d, size=LESSON),
            ]
            group.add(on_one_baseline(parts, gap=pixels(10)).shift([region.left, region.top - 0.22, 0]))
        return group

    def trained(self, all_of_them: Fact) -> VGroup:
        """How many numbers learn, and of how many."""
        size, region = LESSON, self.low[1]
        learning = Measured(self.record["trained"])
        parts = [
            NumberText(learning, self.theme, spec=".0f", size=size, role="learned", weight="MEDIUM"),
            Words("of", self.theme, size=size, role="quiet"),
            NumberText(all_of_them, self.theme, spec=",d", size=size, role="quiet"),
            Words("numbers learn", self.theme, size=size, role="quiet"),
        ]
        group = on_one_baseline(parts, gap=pixels(10))
        return group.shift([region.right - group.get_right()[0], region.top - 0.22, 0])

    # -- curves -----------------------------------------------------------------------------------------------

    def plot(self) -> Plot:
        """Shares of unseen sentences that come out word for word, with the new word and without it, step by step."""
        region, record = self.right, self.record
        last = int(record["step"].values[-1])
        plot = Plot(
            self.theme,
            x=(0, last),
            y=(0.0, 1.0),
            width=region.width - NAMES - 0.95,
            height=region.height - 1.2,
            x_marks=(0, last // 2, last),
            y_marks=(0.0, 1.0),
            x_name="step",
            y_spec=".0%",
        )
        start = plot.x_axis.line.get_start()
        plot.shift([region.left + 0.95 - start[0], region.bottom + 0.72 - start[1], 0])
        plot.draw("old", record["step"], record["old"], role="quiet", stroke_width=3)
        plot.draw("exact", record["step"], record["exact"], role="learned", stroke_width=5)
        return plot

    def plot_names(self, plot: Plot) -> tuple[VGroup, VGroup]:
        """What the curves are, at their ends; and the shares that they reach."""
        x, size = plot.x_axis.line.get_end()[0] + 0.12, LESSON
        top = plot.y_axis.line.get_end()[1]
        texts = (("without it", "quiet", "old.after"), (f"with “{self.new[0]}”", "learned", "share.after"))
        names, ends = VGroup(), VGroup()
        for (text, role, value), y in zip(texts, (top + 0.04, top - 0.34), strict=True):
            names.add(Words(text, self.theme, size=size, role=role).on_baseline(x, y))
            number = NumberText(Measured(self.record[value]), self.theme, spec=".1%", size=size, role=role)
            ends.add(number.on_baseline(self.right.right, y, align=1.0))
        return names, ends

    def plot_head(self) -> Words:
        """What the height of the curves is."""
        words = Words("unseen sentences, every word right", self.theme, size=LESSON, role="quiet")
        return words.on_baseline(self.right.left, self.right.top - 0.2)

    # -- parts ------------------------------------------------------------------------------------------------

    def _base(self, line: int) -> float:
        return float(self.lines[line].center[1]) - pixels(12)

    def _row(self, words: Sequence[str], size: float, *, lit: str) -> VGroup:
        labels = [
            Words(
                word,
                self.theme,
                size=size,
                role="learned" if word == lit else "ink",
                weight="MEDIUM" if word == lit else "NORMAL",
            )
            for word in words
        ]
        return on_one_baseline(labels, gap=pixels(0.36 * size))


def with_gaps(words: Sequence[str], reference: Sequence[str], theme: Theme) -> VGroup:
    """What was written, from x = 0; a line for each missing word, and below each word that should not be there."""
    row, x = VGroup(), 0.0
    for kind, first, last, low, high in SequenceMatcher(None, words, reference, autojunk=False).get_opcodes():
        for word in reference[low:high] if kind == "insert" else words[first:last]:
            label = Words(word, theme, size=SENTENCE, role="ink" if kind == "equal" else "quiet").on_baseline(x, 0.0)
            if kind != "insert":
                row.add(label)
            if kind != "equal":
                ends = ([label.get_left()[0], -UNDERLINE, 0], [label.get_right()[0], -UNDERLINE, 0])
                row.add(Line(*ends, stroke_width=2.5, color=theme.role("ink")))
            x += label.width + pixels(SENTENCE) * (0.07 if word.endswith("'") else 0.36)  # qu'il is written as one
    return row


__all__ = ["NewWord", "with_gaps"]
