"""What goes wrong without a head: counters by kind of mistake, pronouns that are right, and two recorded outputs."""

from __future__ import annotations

from collections.abc import Sequence

from manim import VGroup

from model.tokens import Passage
from scenes.kit.claims import Claim, Measured
from scenes.kit.layout import Region, pixels
from scenes.kit.mobjects.bars import BarChart, as_claims
from scenes.kit.mobjects.formula import Symbol
from scenes.kit.mobjects.labels import shape_label, weight_legend
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.translation import Translation, compare, without_end
from scenes.kit.mobjects.words import Words, on_one_baseline
from scenes.kit.theme import Theme
from scenes.multi_head.parts.roles_wall import NOTHING, Head, Roster, cells_of, in_words

BAR, THICK, GAP = 1.75, 0.24, 0.18
OUTPUT, EXAMPLE = 34, 44  # pixels
LINE = 0.42  # from one line of words to the next


class Panel:
    """The right part of the stage: counters above, pronouns or the scales of the maps below."""

    def __init__(self, roster: Roster, theme: Theme, region: Region) -> None:
        self.roster, self.theme, self.region = roster, theme, region
        self.most = max(float(roster.errors(head.condition).values.max()) for head in roster.heads) or 1.0
        self.counters = self._chart(roster.words("kinds"), self.values(NOTHING), self.most, ".0f")
        heading = self._heading("sentences with a mistake")
        heading.shift([0, region.top - 0.3, 0])
        self.heading = VGroup(heading, self.counted("of", "not seen in training, by kind"))
        self._set(self.counters, region.top - 0.5 - LINE)

    def values(self, condition: str) -> tuple[Claim, ...]:
        """The counters' values in a condition of the record."""
        return as_claims(self.roster.errors(condition))

    def counted(self, before: str, after: str) -> VGroup:
        """Below the heading of the counters: of how many sentences."""
        theme, claim = self.theme, Measured(self.roster.record["sentences"])
        parts = [
            Words(before, theme, size=theme.sizes.note, role="quiet"),
            NumberText(claim, theme, spec=".0f", size=theme.sizes.note, role="quiet"),
            Words(after, theme, size=theme.sizes.note, role="quiet"),
        ]
        return on_one_baseline(parts, gap=pixels(9)).shift([self.region.left, self.region.top - 0.3 - LINE, 0])

    def pronouns(self, head: Head) -> VGroup:
        """How many pronouns are right with the head, without it, and by blind choice."""
        blind = Measured(self.roster.record["blind_pronoun"])
        claims = (self.roster.right(NOTHING), self.roster.right(head.condition), blind)
        chart = self._chart(("head on", "head off", "blind choice"), claims, 1.0, ".0%")
        top = self.counters.get_bottom()[1] - 0.75
        self._set(chart, top - 0.2)
        return VGroup(self._heading("pronouns right").shift([0, top, 0]), chart)

    def scales(self) -> VGroup:
        """Name, shape and scale of the maps."""
        theme, size = self.theme, self.roster.trace.size("S")
        name = on_one_baseline([Symbol("A", theme, size=34), *shape_label(theme, size, size)], gap=pixels(14))
        legend = weight_legend(theme)
        legend.shift([name.get_right()[0] + 0.45 - legend.get_left()[0], 0.11 - legend.get_center()[1], 0])
        return VGroup(name, legend).shift([self.region.left, self.region.bottom + 0.15, 0])

    def key(self) -> VGroup:
        """What the number below a map is."""
        theme, head = self.theme, self.roster.decisive
        lines: list[VGroup] = []
        texts = [
            ("number: mean weight on the role’s", None, ""),
            ("cells, over", self.roster.record["sentences"], "unseen sentences"),
        ]
        if self.roster.role(head) is not None:
            texts.append(("(in equal shares, about", self.roster.equal(head), ")"))
        for words, number, more in texts:
            parts: list[Words | NumberText] = [Words(words, theme, size=theme.sizes.small, role="quiet")]
            if number is not None:
                spec = ".0f" if number.item() > 1 else ".2f"
                end = more if more == ")" else ""
                claim = Measured(number)
                parts.append(NumberText(claim, theme, spec=spec, size=theme.sizes.small, role="quiet", suffix=end))
            if more.strip(")"):
                parts.append(Words(more, theme, size=theme.sizes.small, role="quiet"))
            lines.append(on_one_baseline(parts, gap=pixels(7)))
        for place, line in enumerate(lines):
            line.shift([self.region.left, self.region.bottom + 0.62 + 0.3 * (len(lines) - 1 - place), 0])
        return VGroup(*lines)

    def example(self) -> VGroup:
        """A role, and the two words of the sentence that it connects; empty where the sentence has none."""
        trace, theme = self.roster.trace, self.theme
        best = sorted(
            (head for head in self.roster.heads if cells_of(trace, self.roster.role(head))),
            key=lambda head: -self.roster.score(head).item(),
        )
        if not best:
            return VGroup()
        role = self.roster.role(best[0]) or ""
        row, columns = cells_of(trace, role)[0]
        asks, reads = trace.source[row], trace.source[columns[0]]
        words = on_one_baseline(
            [
                Words(asks, theme, size=EXAMPLE, role="query"),
                Words("→", theme, size=EXAMPLE, role="quiet"),
                Words(reads, theme, size=EXAMPLE, role="key"),
            ],
            gap=pixels(18),
        )
        named = Words(in_words(role), theme, size=theme.sizes.label)
        left, top = self.region.left, self.region.top
        name = self._heading("a role").shift([0, top - 0.3, 0])
        return VGroup(name, named.on_baseline(left, top - 0.9), words.shift([left, top - 1.6, 0]))

    def _heading(self, text: str) -> Words:
        words = Words(text, self.theme, size=self.theme.sizes.label, weight="MEDIUM")
        return words.on_baseline(self.region.left, 0.0)

    def _chart(self, labels: Sequence[str], values: Sequence[Claim], limit: float, spec: str) -> BarChart:
        return BarChart(
            labels,
            values,
            self.theme,
            limit=limit,
            length=BAR,
            thickness=THICK,
            gap=GAP,
            spec=spec,
            size=self.theme.sizes.note,
        )

    def _set(self, chart: BarChart, top: float) -> None:
        """The bars of all charts start below each other."""
        chart.shift([self.region.left + 1.62 - chart.axis.get_start()[0], top - chart.axis.get_start()[1], 0])


class Outputs(VGroup):
    """The last clauses that the model wrote of the recorded sentence and its twin in a condition, mistakes marked."""

    def __init__(self, roster: Roster, condition: str, theme: Theme) -> None:
        super().__init__()
        scopes = ("", "twin.") if roster.words("sentence") != roster.words("sentence.twin") else ("",)
        for place, scope in enumerate(scopes):
            source = roster.words("sentence.twin" if scope else "sentence")
            reference, written = (clause(roster.words(f"written.{scope}{name}")) for name in (NOTHING, condition))
            asked = Phrase("{word} →", theme, word=source[-1], size=theme.sizes.note, role="quiet")
            answer = Translation(written, theme, right=compare(written, reference), size=OUTPUT, weight="MEDIUM")
            answer.shift([asked.get_right()[0] + pixels(14), 0, 0])
            self.add(VGroup(asked, answer).shift([0, -LINE * 1.1 * place, 0]))


def last_clause(roster: Roster, condition: str) -> Passage:
    """What was written of the recorded sentence in a condition, from its pronoun on; all of it where it has none."""
    written = roster.words(f"written.{condition}")
    return Passage(clause(written) or written)


def clause(written: Sequence[str]) -> tuple[str, ...]:
    """From the pronoun to the last word; all of the words where there is no pronoun."""
    words = without_end(written)
    start = next((place for place, word in enumerate(words) if word in ("il", "elle")), 0)
    return words[start:]
