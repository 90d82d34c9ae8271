"""A token's number picks a row of a learned table. Source: Vaswani et al. 2017, section 3.4.

Tokens, their numbers, the table, the factor sqrt(d_model), what the rows tell, and what is not in them yet: neither the
place nor the company of a word. Pieces of words: Sennrich, Haddow and Birch 2016.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    Animation,
    AnimationGroup,
    Create,
    FadeIn,
    FadeOut,
    LaggedStart,
    ManimColor,
    TransformFromCopy,
    VGroup,
    VMobject,
)

from model.formulas import FORMULAS
from scenes.intro.parts.embeddings_lookup import Ids, SentenceRows, Table, TokenList, twin_above
from scenes.intro.parts.embeddings_meaning import FlatMap
from scenes.intro.parts.embeddings_sizes import ROOT, Sizes
from scenes.kit.choose import hero_column, pronoun, referent
from scenes.kit.counts import Extent
from scenes.kit.mobjects.formula import FormulaTex, Symbol
from scenes.kit.mobjects.labels import foot, shape_label
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.tokens import TokenRow
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import become, change, copy_each_into, copy_into, dim, tint
from scenes.kit.scene import ExplainerScene

LARGE, ROW = 48, 38  # pixels: the sentence at the start, and above the table
ARTICLE = "the"
PIECES = ("un", "happi", "ness")


class Embeddings(ExplainerScene):
    """From words to rows of numbers."""

    title = "Words become vectors"
    idea = "A token's number picks a row of a learned table, the same one at every place and in every sentence."
    place = "encoder.input"

    def construct(self) -> None:
        self.ids = Ids(self.trace, self.theme)
        self.noun = hero_column(self.trace)
        head, body = self.layout.stage.rows(1.35, 4.1, gap=0.2)
        left, self.right = body.columns(4.2, 8.9, gap=0.3)
        self.upper, self.band = self.right.rows(3.5, 0.6, gap=0.1)
        self.body = body
        self.tokens = TokenRow(self.trace.source, self.theme, size=ROW, width=13.2, pills=True)
        self.tokens.word(-1).set_color(self.theme.role("quiet"))
        self.tokens.move_to(head.at(0.5, 0.42))
        self.table = Table(self.trace, self.theme, left)
        self._cut_into_tokens()
        self._number_them()
        sizes = self._look_up()
        self._scale(sizes)
        self._what_rows_tell()
        rows = self._all_rows()
        self._same_in_every_sentence(rows)

    # -- beats ------------------------------------------------------------------------------------------------

    def _cut_into_tokens(self) -> None:
        """The sentence falls into tokens, the end mark joins them; larger models also cut words."""
        large = TokenRow(self.trace.source, self.theme, size=LARGE, width=13.2, pills=True)
        large.move_to(self.layout.stage.at(0.5, 0.62))
        end = VGroup(large.pills[-1], large.word(-1).set_color(self.theme.role("quiet")))
        self.pieces, self.large = self._pieces(), large
        VGroup(large.pills, end).set_opacity(0)
        with self.say(
            "First, the sentence is cut into tokens, words and an end mark. | "
            "Large models also cut rare words into pieces."
        ):
            self.play(FadeIn(large, shift=0.15 * UP), run_time=1.0)
            self.rest(0.4)
            self.play(self._shown(*large.pills[:-1], lag_ratio=0.1), run_time=1.8)
            self.play(self._shown(end), run_time=0.8)
            self.rest(1.2)
            self.play(FadeIn(self.pieces, shift=0.15 * UP), run_time=0.8)

    def _shown(self, *mobjects: VMobject, **kwargs: float) -> Animation:
        """Bring in parts that are on the scene unseen."""
        return change(*mobjects, to=lambda mobject: mobject.set_opacity(1.0), **kwargs)

    def _pieces(self) -> VGroup:
        """A word in three pieces."""
        row = TokenRow(PIECES, self.theme, size=34, pills=True, role="quiet")
        label = self.words("pieces of a word, schematic", size=self.theme.sizes.note, role="quiet")
        group = VGroup(row, label).arrange(DOWN, buff=0.2)
        return group.move_to(self.layout.stage.at(0.5, 0.3))

    def _number_them(self) -> None:
        """The list of all tokens: their numbers fly up to the sentence."""
        listed = TokenList(self.ids, self.trace.source, self.body)
        self.numbers = self.ids.below(self.tokens)
        word = self.trace.source[self.noun]
        with self.say(
            "Each token has an id, its place in a list of {size}: | “{word}” is always {id}.",
            size=self.trace.size("U"),
            word=word,
            id=self.ids.of(word),
        ):
            self.play(FadeOut(self.pieces), become(self.large, self.tokens), run_time=1.2)
            self.play(FadeIn(listed), run_time=0.8)
            sources = [listed.numbers[token] for token in self.trace.source]
            self.play(copy_each_into(sources, [*self.numbers]), run_time=2.4)
        self.listed = listed

    def _look_up(self) -> Sizes:
        """The list becomes a table; one number slides to its row, and the row lifts out."""
        word, table = self.trace.source[self.noun], self.table
        entry = self.ids.of(word)
        sizes = Sizes(self.trace, self.theme, self.upper, entry.value, self.noun)
        outline = table.ring(entry.value)
        beside = self._beside(word)
        shape = shape_label(self.theme, Extent(sizes.alone.tensor), self.trace.size("D"))
        shape.next_to(sizes.alone.box, DOWN, buff=0.2)
        name = self.words(word, weight="MEDIUM").next_to(sizes.alone.box, LEFT, buff=0.3)
        with self.say(
            "The id picks a row of a table: | {width} numbers, found by training.",
            width=self.trace.size("D"),
        ):
            going = FadeOut(self.listed, target_position=table.mosaic, scale=0.4)
            self.play(going, FadeIn(table), run_time=1.4)
            self.play(
                self.tokens.animate.highlight(self.noun, "focus"),
                copy_into(self.numbers[self.noun], beside),
                run_time=1.2,
            )
            self.play(Create(outline), run_time=0.6)
            self.play(TransformFromCopy(outline, sizes.alone), FadeIn(name, shape), run_time=1.2)
        self.picked, self.strip_name, self.strip_shape = VGroup(outline, beside), name, shape
        return sizes

    def _beside(self, word: str) -> NumberText:
        """A token's number at the left of its row of the table."""
        number = self.ids.number(word)
        return number.move_to(self.table.left_of(self.ids.of(word).value), aligned_edge=RIGHT)

    def _scale(self, sizes: Sizes) -> None:
        """The row beside the place to come, then times sqrt(d_model): the formula."""
        formula = FormulaTex(FORMULAS["scaled_embedding"], self.theme, size=44)
        self.band.place(formula, 0.0, 0.3)
        value = self.number(sizes.factor, size=30, prefix="= ")
        value.next_to(formula, RIGHT, buff=2.0).align_to(formula.part("="), UP)
        root = Symbol(ROOT, self.theme, size=34).next_to(value, LEFT, buff=0.15)
        with self.say(
            "Beside the waves that will mark its place, the row’s size is {small:.2f} against {wave:.2f}. | "
            "The paper multiplies it by the root of its width, {factor:.2f}, and does not say why.",
            small=sizes.small,
            wave=sizes.wave,
            factor=sizes.factor,
        ):
            self.play(
                become(sizes.alone, sizes.row),
                become(self.strip_name, sizes.names[0]),
                FadeOut(self.strip_shape),
                FadeIn(sizes.numbers[0], sizes.head),
                run_time=1.2,
            )
            self.rest(1.0)
            self.play(FadeIn(sizes.place, sizes.names[1], sizes.numbers[1]), run_time=1.0)
            self.rest(3.0)
            self.play(FadeIn(root, value), run_time=0.6)
            self.play(copy_into(sizes.row, sizes.scaled), FadeIn(sizes.names[2]), run_time=1.6)
            self.play(
                copy_each_into([sizes.names[2], sizes.names[0]], [formula.part("x_i"), formula.part("E_{w_i}")]),
                FadeIn(formula.parts("=", ROOT), sizes.numbers[2]),
                run_time=1.4,
            )
        self.add(formula)
        self.formula = formula
        self.compared = VGroup(*sizes.strips, *sizes.names, *sizes.numbers, sizes.head, root, value)

    def _what_rows_tell(self) -> None:
        """Every row of the table becomes a point; the forms of a verb lie beside each other."""
        flat = FlatMap(self.trace, self.theme, self.right)
        with self.say(
            "A flat map of all words’ rows keeps {share:.0%} of their variance. | "
            "In all {width} dimensions, the other form is nearest in direction for {count:.0f} of {forms} verb forms.",
            width=self.trace.size("D"),
            share=flat.share,
            count=flat.beside,
            forms=flat.forms,
        ):
            self.play(FadeOut(self.compared, self.formula, self.picked), run_time=0.6)
            self.play(FadeIn(flat.axes), run_time=0.6)
            rows = zip(flat.dots, flat.rows, strict=True)
            out = [FadeIn(dot, target_position=self.table.right_of(row)) for dot, row in rows]
            self.play(LaggedStart(*out, lag_ratio=0.04), run_time=2.4)
            self.play(FadeIn(flat.facts[0]), run_time=0.8)
            self.rest(0.8)
            self.play(LaggedStart(*(Create(tie) for tie in flat.ties), lag_ratio=0.15), run_time=1.4)
            self.play(FadeIn(flat.names, flat.facts[1]), run_time=0.8)
        self.told = VGroup(flat.axes, flat.dots, flat.ties, flat.names, flat.facts)

    def _all_rows(self) -> SentenceRows:
        """Every token's row, side by side; the article's twice the same."""
        rows = SentenceRows(self.trace, self.ids, self.table, self.upper)
        name = foot(self.theme, Symbol("X", self.theme), (self.trace.size("S"), self.trace.size("D")))
        self.band.place(name, 1.0, 0.4)
        self.missing = self._missing("no place in it yet")
        places = [place for place, word in enumerate(self.trace.source) if word == ARTICLE]
        outlines = [rows.matrix.outline_row(place, "focus") for place in places]
        with self.say(
            "So the sentence becomes {n} rows. | Each “{the}” has the same row: no place is in it yet.",
            n=self.trace.size("S"),
            the=self.trace.source[places[0]],
        ):
            self.play(FadeOut(self.told), self._unpicked(), run_time=0.6)
            self.play(FadeIn(self.formula, name), run_time=0.6)
            strips = zip(rows.wires, rows.matrix.strips, rows.matrix.row_labels, strict=True)
            moves = [LaggedStart(Create(wire), FadeIn(strip, label), lag_ratio=0.4) for wire, strip, label in strips]
            self.play(LaggedStart(*moves, lag_ratio=0.2), run_time=3.2)
            self.add(rows)
            self.play(*map(Create, outlines), *(rows.lit(place) for place in places), run_time=0.8)
            self.play(FadeIn(self.missing), run_time=0.8)
        self.outlines = VGroup(*outlines)
        return rows

    def _same_in_every_sentence(self, rows: SentenceRows) -> None:
        """The poster: *it* picks one row, whatever it stands for."""
        place, both = pronoun(self.trace), self._missing("no place, no context in it yet")
        if place is None:
            with self.say("In any other sentence, each of these words has the same row. | No context is in it yet."):
                every = (rows.lit(row) for row in range(len(self.tokens.texts)))
                self.play(FadeOut(self.outlines), *every, run_time=1.0)
                self.play(become(self.missing, both), run_time=0.8)
            return
        entry = self.ids.of(self.trace.source[place])
        marks = [self.table.ring(entry.value), rows.matrix.outline_row(place, "focus")]
        beside = self._beside(self.trace.source[place])
        number = self.numbers[place]
        shown = [*map(Create, marks), rows.lit(place), self.tokens.animate.highlight(place, "focus")]
        shown += [copy_into(number, beside), tint(number, theme=self.theme, role="focus")]
        others = [strip for at, strip in enumerate(rows.matrix.strips) if at != place]
        articles = [at for at, word in enumerate(self.trace.source) if word == ARTICLE]
        shown += [dim(*others, opacity=0.45), FadeOut(self.outlines), *(rows.lit(at, False) for at in articles)]
        if not self.trace.has("twin"):
            with self.say(
                "“{it}” has this same row in every sentence, whatever it stands for. | No context is in it yet.",
                it=self.trace.source[place],
            ):
                self.play(*shown, run_time=1.2)
                self.play(become(self.missing, both), run_time=0.8)
            return
        twin, tie = twin_above(self.trace, self.tokens, place)
        with self.say(
            "Here “{it}” is the {one}, with another ending the {other}. | "
            "Yet its row is the same: no context is in it yet.",
            it=self.trace.source[place],
            one=self.trace.source[referent(self.trace) or 0],
            other=self.trace.words["twin.source"][referent(self.trace, "twin") or 0],
        ):
            self.play(*shown, run_time=1.2)
            self.rest(0.6)
            self.play(FadeIn(twin, shift=0.15 * DOWN), run_time=1.0)
            self.rest(1.0)
            self.play(Create(tie), run_time=0.8)
            self.play(become(self.missing, both), run_time=0.8)

    def _missing(self, text: str) -> Words:
        """What the rows do not hold yet."""
        words = self.words(text, size=self.theme.sizes.note, role="quiet")
        return words.move_to(self.band.at(0.6, 0.4))

    def _unpicked(self) -> Animation:
        """The noun is a token like the others again."""
        pill, word = self.tokens.pill(self.noun), self.tokens.word(self.noun)
        line, ink = ManimColor(self.theme.line), self.theme.role("ink")
        edge = change(pill, to=lambda part: part.set_stroke(line))
        return AnimationGroup(edge, change(word, to=lambda part: part.set_color(ink)))


__all__ = ["Embeddings"]
