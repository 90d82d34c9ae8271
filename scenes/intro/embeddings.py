"""A token's number picks a row of a learned table. Source: Vaswani et al. 2017, section 3.4.

Tokens, their numbers, the table, what its rows tell, and what is not in them: which noun "it" stands for. Pieces of
words: Sennrich, Haddow and Birch 2016.
"""

from __future__ import annotations

from manim import (
    DOWN,
    LEFT,
    RIGHT,
    UP,
    FadeIn,
    FadeOut,
    GrowFromCenter,
    GrowFromEdge,
    LaggedStart,
    ReplacementTransform,
    RoundedRectangle,
    Transform,
    VGroup,
    there_and_back,
)

from scenes.intro.parts.embeddings_boxes import boxes_round
from scenes.intro.parts.embeddings_cards import BETWEEN, NAMES, Cards
from scenes.intro.parts.embeddings_cards import LEFT as CARDS_LEFT
from scenes.intro.parts.embeddings_cards import RIGHT as CARDS_RIGHT
from scenes.intro.parts.embeddings_forms import Forms, forms_of
from scenes.intro.parts.embeddings_lines import lines_about, rows_of_it
from scenes.intro.parts.embeddings_list import Roll, TokenList, middle_card
from scenes.intro.parts.embeddings_wall import Wall
from scenes.intro.parts.pin import pin
from scenes.kit.choose import hero_column, places_of
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.labels import shared_limit
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.strip import VectorStrip
from scenes.kit.motion import change
from scenes.kit.pair import pair_of
from scenes.kit.scene import ExplainerScene

PIECES = ("un", "happi", "ness")
SUM = 440  # pixels from the top: the sum of letters
ASKED = 130  # pixels of a question mark
BEFORE = 6  # rows that the list rolls
ASIDE = 560  # pixels that the list stands further right until the table's rows come


class Embeddings(ExplainerScene):
    """From words to rows of numbers."""

    title = "Words become numbers"
    idea = "A token's number picks a row of a learned table, and “it” has one row, whatever it stands for."
    picture = "Two rows of bars with an equals sign: “it” where it is one noun, and where it is the other."
    place = "encoder.input"
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.noun = hero_column(self.trace)
        self.table = self.trace["weights/source_embedding"]
        self.entry = self.trace.words["source_vocabulary"].index(self.trace.source[self.noun])
        self.cards = Cards(self.trace, self.theme)
        self.cut_into_tokens()
        self.look_up()
        self.enlarge()
        self.compare_forms()
        self.compare_it()

    # -- tokens and their numbers -----------------------------------------------------------------------------

    def cut_into_tokens(self) -> None:
        """Letters are nothing to calculate with; the sentence falls into tokens, some words even into pieces."""
        first, second = places_of(self.trace, "noun")[:2]
        source = self.trace.source
        asked = self.phrase("{one} + {two} = ?", one=source[first], two=source[second], size=165, weight="SEMIBOLD")
        asked.scale_to_fit_width(pixels(1260)).move_to(at(960, SUM))
        self.hero = asked
        with self.speak("letters"):
            self.play(FadeIn(asked, shift=0.2 * UP), run_time=0.9)
        self.rest(0.8)
        words = self.sentence = Sentence(source, self.trace, self.theme, rest="plain")
        self.hero = words
        boxes = boxes_round(words, self.theme)
        kept = {first: asked["one"], second: asked["two"]}
        others = [words.acting(i) for i in range(len(source) - 1) if i not in kept]
        signs = [part for part in asked if part not in kept.values()]
        with self.speak("tokens"):
            self.play(
                *(ReplacementTransform(old, words.word(i)) for i, old in kept.items()),
                *map(FadeOut, signs),
                FadeIn(*others, *(words.picture(i) for i in kept)),
                run_time=1.2,
            )
            self.until("here whole words")
            self.play(LaggedStart(*(GrowFromCenter(box) for box in boxes[:-1]), lag_ratio=0.12), run_time=1.6)
            self.bring_to_front(*words.labels[:-1])
            self.play(FadeIn(words.acting(len(source) - 1), scale=0.6), run_time=0.5)
        self.rest(1.0)
        pieces = self._pieces()
        with self.speak("pieces"):
            self.play(LaggedStart(*(FadeIn(piece, shift=0.1 * UP) for piece in pieces), lag_ratio=0.2), run_time=0.7)
            self.play(pieces.animate.arrange(buff=pixels(60)).move_to(pieces), run_time=0.7)
        self.rest(1.0)
        going = [w for i, w in enumerate(words.labels) if i != self.noun] + [*words.pictures.values(), *words.chips]
        self.play(FadeOut(boxes, pieces, *going), run_time=0.6)

    def look_up(self) -> None:
        """The word has a number in the list, and the number picks a row of the table."""
        word = self.sentence.word(self.noun)
        start = (
            self.entry - BEFORE if self.entry > len(self.trace.words["source_vocabulary"]) / 2 else self.entry + BEFORE
        )
        listed = TokenList(self.trace, self.theme, start)
        band = middle_card(self.theme)
        row = listed.entries[self.entry]
        listed.shift(pixels(ASIDE) * RIGHT)
        self.hero = listed
        with self.speak("list"):
            self.play(FadeIn(listed, shift=0.3 * UP), FadeOut(word), run_time=0.9)
            self.play(Roll(listed, self.entry), run_time=2.4)
            self.add(band, listed)
            self.play(FadeIn(band), change(row.number, to=lambda n: n.set_color(self.theme.role("ink"))), run_time=0.5)
            self.bring_to_front(listed)
        self.rest(1.0)
        strips = listed.strips()
        with self.speak("row"):
            self.play(listed.animate.shift(pixels(ASIDE) * LEFT), run_time=0.6)
            thin = {place: strip.copy().stretch(0.01, 0, about_edge=LEFT) for place, strip in strips.items()}
            grow = [ReplacementTransform(thin[place], strip) for place, strip in strips.items()]
            self.play(LaggedStart(*grow, lag_ratio=0.1), run_time=1.6)
            self.until("numbers that stand")
            self._slide_out(listed, strips, band)
        self.rest(1.0)
        with self.speak("learned"):
            bars = self.strip.bars
            waves = [
                change(bar, to=lambda b: b.stretch(1.25, 1), rate_func=there_and_back, run_time=0.6) for bar in bars
            ]
            self.play(LaggedStart(*waves, lag_ratio=0.05), run_time=1.6)
        self.rest(0.8)

    def _slide_out(self, listed: TokenList, strips: dict[int, VectorStrip], band: RoundedRectangle) -> None:
        """The row becomes the hero; its word stands at its left."""
        row, seen = listed.entries[self.entry], listed.seen
        self.remove(listed)
        self.add(*seen)
        others = [r for r in seen if r is not row] + [s for place, s in strips.items() if place != self.entry]
        own = self.table[self.entry]
        self.ground = self.cards.grounds[0].copy().stretch_to_fit_height(pixels(620)).move_to(at(1173, 510))
        self.strip = self.cards.strip(own, 0, float(shared_limit(own).value))
        self.strip.shift([0, at(0, 510)[1] - self.strip.box.get_center()[1], 0])
        self.strip.stretch(1.9, 1)
        token = row.word.token
        assert token is not None
        self.name = self.cards.word(token, 0)
        self.name.move_to(at(274, 510))
        picture = list(row)[2:]
        moves = [ReplacementTransform(p, self.name[1]) for p in picture]
        self.play(
            *map(FadeOut, others),
            FadeOut(row.number),
            Transform(band, self.ground),
            ReplacementTransform(row.word, self.name[0].word),
            ReplacementTransform(strips[self.entry], self.strip),
            *moves,
            run_time=1.4,
        )
        self.play(FadeIn(self.name[0].box), run_time=0.3)
        self.remove(row, *self.name.get_family())
        self.ground = band
        self.add(self.name)
        self.hero = self.strip

    def enlarge(self) -> None:
        """The mark of the place stands beside the row, on one scale, and the row grows."""
        cards, place = self.cards, self.noun
        fed, wave = self.trace["main/encoder.embedding"][place], self.trace["main/encoder.position"][place]
        limit = max(float(shared_limit(tensor).value) for tensor in (fed, wave))
        small = cards.strip(self.table[self.entry], 0, limit)
        large = cards.strip(fed, 0, limit)
        below = cards.strip(wave, 1, limit, role="quiet")
        mark = pin(self.trace["main/encoder.input"][place], self.theme, at(274, cards.level(1))).scale(1.9)
        name = cards.word(self.name[0].word.token, 0)
        with self.speak("place"):
            self.play(
                Transform(self.ground, cards.grounds[0]),
                Transform(self.strip, small),
                Transform(self.name, name),
                run_time=1.0,
            )
            self.play(FadeIn(cards.grounds[1]), GrowFromCenter(mark), FadeIn(below), run_time=0.9)
            self.until("So the row")
            formula = self.formula_of(fed, "scaled_embedding", table=self.table, ids=float(self.entry))
            formula.move_to(at((CARDS_LEFT + CARDS_RIGHT) / 2, BETWEEN))
            self.hero = VGroup(self.strip, below)
            self.play(Transform(self.strip, large), run_time=1.4)
            self.play(FadeIn(formula), run_time=0.6)
        self.rest(1.0)
        self.compared = VGroup(self.strip, below, mark, formula, self.name)

    # -- what they mean, and what they cannot tell ------------------------------------------------------------

    def compare_forms(self) -> None:
        """Two forms of a verb have rows of their own, alike; and so it is with nearly all."""
        forms, cards = forms_of(self.trace), self.cards
        base, third = forms.shown
        limit = max(float(shared_limit(self.table[row]).value) for row in forms.shown)
        with self.speak("mean"):
            self.until("“")
            self.play(FadeOut(self.compared), run_time=0.5)
            strips, names = [], []
            for place, row in enumerate((third, base)):
                strip, name = cards.strip(self.table[row], place, limit), cards.word(forms.words[row], place)
                thin = strip.copy().stretch(0.01, 0, about_edge=LEFT)
                self.play(FadeIn(name), ReplacementTransform(thin, strip), run_time=0.9)
                strips.append(strip)
                names.append(name)
            self.hero = VGroup(*strips)
        self.rest(1.0)
        wall = Wall(forms, self.theme)
        with self.speak("nearest"):
            self._show_wall(forms, wall, strips, names)
        self.rest(1.5)
        self.play(FadeOut(wall), run_time=0.6)

    def _show_wall(self, forms: Forms, wall: Wall, strips: list[VectorStrip], names: list[VGroup]) -> None:
        """All forms of verbs; those fill up whose nearest row is that of the other form."""
        at_last = [wall.chip(row) for row in reversed(forms.shown)]
        ours = [ReplacementTransform(name[0], chip) for name, chip in zip(names, at_last, strict=True)]
        others = [chip for chip in wall.chips.values() if chip not in at_last]
        self.play(
            FadeOut(*strips, self.ground, self.cards.grounds[1], *(part for name in names for part in name[1:])),
            *ours,
            run_time=0.8,
        )
        self.hero = wall
        self.play(LaggedStart(*(FadeIn(chip, shift=0.1 * UP) for chip in others), lag_ratio=0.1), run_time=1.0)
        self.play(FadeIn(wall.links), run_time=0.4)
        self.play(LaggedStart(*wall.fill(), lag_ratio=0.15), run_time=1.6)
        self.play(FadeIn(wall.count, shift=0.1 * UP), run_time=0.6)
        self.remove(*wall.get_family())
        self.add(wall)

    def compare_it(self) -> None:
        """ "it" is one noun here and another there, and its row is the same."""
        pair, cards = pair_of(self.trace), self.cards
        clauses = [cards.clause(side, place) for place, side in enumerate((pair.first, pair.second))]
        rows = rows_of_it(self.trace)
        limit = float(shared_limit(self.table[rows[0]]).value)
        upper, lower = (cards.strip(self.table[row], place, limit) for place, row in enumerate(rows))
        away = at(960, 0) - at(NAMES, 0)
        shown = VGroup(*clauses).shift(away)
        self.hero = shown
        with self.speak("it"):
            self.play(FadeIn(clauses[0][0]), FadeIn(clauses[1][0]), run_time=0.7)
            self.until("In one")
            self.play(GrowFromEdge(clauses[0][1], DOWN), run_time=0.8)
            self.until("in the other")
            self.play(GrowFromEdge(clauses[1][1], DOWN), run_time=0.8)
        self.rest(1.0)
        thin = [strip.copy().stretch(0.01, 0, about_edge=LEFT) for strip in (upper, lower)]
        self.play(shown.animate.shift(-away), FadeIn(cards.grounds), run_time=0.8)
        self.play(*(ReplacementTransform(t, s) for t, s in zip(thin, (upper, lower), strict=True)), run_time=1.2)
        self.hero = VGroup(upper, lower)
        with self.speak("same"):
            over = upper.box.get_center() - lower.box.get_center()
            self.play(lower.animate.shift(over), run_time=1.0)
            self.rest(0.5)
            self.play(lower.animate.shift(-over), run_time=0.8)
        self.rest(1.0)
        self.play(*(GrowFromCenter(bar) for bar in cards.equals()), run_time=0.6)
        self.rest(1.0)
        self._wonder(clauses)
        self.rest(1.5)

    def _wonder(self, clauses: list[VGroup]) -> None:
        """The pictures go, for the row does not have them; the words beside "it" light up, and they come back."""
        pictures = [clause[1] for clause in clauses]
        marks = [self.words("?", size=ASKED, weight="SEMIBOLD").move_to(picture) for picture in pictures]
        beside = [word for clause in clauses for word in clause[0][1:]]
        with self.speak("entrance"):
            self.until("the machine cannot know")
            self.play(*map(FadeOut, pictures), *(FadeIn(mark, scale=0.6) for mark in marks), run_time=0.8)
            self.until("It has to")
            ink = self.theme.role("ink")
            self.play(change(*beside, to=lambda word: word.set_color(ink)), run_time=0.6)
            self.play(*map(FadeOut, marks), *(GrowFromEdge(picture, DOWN) for picture in pictures), run_time=0.9)
        self.rest(1.0)

    # -- parts ------------------------------------------------------------------------------------------------

    def _pieces(self) -> VGroup:
        """A rare word, its pieces still together."""
        row = VGroup(*(self.words(piece, size=self.theme.sizes.hero) for piece in PIECES))
        x = 0.0
        for piece in row:
            piece.on_baseline(x, 0.0)
            x = piece.get_right()[0] + pixels(4)
        return row.move_to(at(960, 720))
