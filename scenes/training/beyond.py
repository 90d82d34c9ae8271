"""What was built on this machine: its sides apart, pre-training on plain text, fine-tuning on a few examples.

Sources: Devlin et al. 2018 (BERT), Brown et al. 2020 (GPT-3), Raffel et al. 2020 (T5), Ouyang et al. 2022 (tuning by
people's judgement, as in ChatGPT). Fine-tuning is done for real: the experiment ``fine_tuning`` trains the two spare
rows of the embedding tables on a handful of sentences. GPT-3's layers have their norms before each part, and its places
are learned: Radford et al. 2018, 2019.
"""

from __future__ import annotations

from manim import DOWN, LEFT, UP, Animation, FadeIn, FadeOut, LaggedStart, Transform, TransformFromCopy, VGroup

from model.tokens import Token
from scenes.kit.claims import Measured
from scenes.kit.layout import at
from scenes.kit.mobjects.questions import QuestionRow
from scenes.kit.mobjects.sentence import Sentence
from scenes.kit.mobjects.words import Words
from scenes.kit.motion import become, pulse
from scenes.kit.scene import ExplainerScene
from scenes.training.parts.beyond_answers import answered
from scenes.training.parts.beyond_lines import NAMED, READ, RECORD, lines_about
from scenes.training.parts.beyond_sides import ARCH, KINDS, WHOLE, Column, Side, arch, solid
from scenes.training.parts.beyond_stack import Stacks
from scenes.training.parts.beyond_text import CARD, Gap, Page, many_pages
from scenes.training.parts.beyond_word import NewWord


class Beyond(ExplainerScene):
    """One side or both, plain text, a few examples: the models of today."""

    title = "Is this how ChatGPT works?"
    idea = "Keep one side of the machine or both, train on plain text, tune on a few examples: the models of today."
    picture = "GPT-3's layers as a tall stack of bars beside this model's, and the third question answered."
    place = ""  # the whole model
    short = True
    needs = (RECORD, "experiments/learning", "experiments/transplant")
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.cut_apart()
        self.hide_words()
        self.read_much()
        self.meet_a_new_word()
        self.teach_it()
        self.stack_layers()
        self.answer()

    # -- three kinds ------------------------------------------------------------------------------------------

    def cut_apart(self) -> None:
        """The machine, and what became of its sides."""
        self.whole = {half: Side(half, edges, self.theme) for half, edges in WHOLE.items()}
        bridge = arch(*ARCH, self.theme)
        machine = self.hero = VGroup(bridge, *self.whole.values())
        with self.speak("cut"):
            self.play(LaggedStart(*(FadeIn(part, shift=0.3 * UP) for part in machine), lag_ratio=0.3), run_time=1.6)
            self.until("take the machine")
            reader, writer = self.whole.values()
            self.play(reader.animate.shift(0.12 * LEFT), writer.animate.shift(-0.12 * LEFT), run_time=0.9)
        self.rest(0.6)
        self.columns = [Column(kind, self.theme) for kind in KINDS]
        self.hero = VGroup(*self.columns)
        read, write, both = self.columns
        with self.speak("kinds"):
            self._take(self.whole["encoder"], read.sides["encoder"], FadeOut(bridge))
            self._label(read, "finds answers")
            self.until("The side that writes")
            self._take(self.whole["decoder"], write.sides["decoder"])
            self._label(write)
            self.until("Both together")
            self.play(
                *(
                    TransformFromCopy(self.columns[place].sides[half], side)
                    for place, (half, side) in enumerate(both.sides.items())
                ),
                run_time=1.0,
            )
            self.play(FadeIn(both.bridge, shift=0.2 * DOWN), FadeIn(both.name_of), run_time=0.6)
            self.until("which translates")
            self.play(FadeIn(both.serves, shift=0.15 * DOWN), run_time=0.6)
        self.play(*(FadeIn(column.size) for column in self.columns), run_time=0.8)
        self.rest(1.6)

    def _take(self, side: Side, goal: Side, *others: Animation) -> None:
        """A side of the machine goes to the place of a model of its own."""
        self.play(TransformFromCopy(side, goal), *others, FadeOut(side), run_time=1.2)

    def _label(self, column: Column, words: str | None = None) -> None:
        self.play(FadeIn(column.name_of, shift=0.15 * UP), run_time=0.5)
        if words:
            self.until(words)
        self.play(FadeIn(column.serves, shift=0.15 * DOWN), run_time=0.6)

    # -- plain text -------------------------------------------------------------------------------------------

    def hide_words(self) -> None:
        """The same sentence on either side, each with a word hidden; then it says what was hidden."""
        gaps = self.gaps = [Gap(half, self.trace, self.theme) for half in ("encoder", "decoder")]
        boxes = [column.sides[half].box for column, half in zip(self.columns, ("encoder", "decoder"), strict=False)]
        going = [part for part in self.stage if not any(part is box for box in boxes)]
        self.hero = VGroup(*(gap.box for gap in gaps))
        with self.speak("hide"):
            for column, half in zip(self.columns, ("encoder", "decoder"), strict=False):
                self.remove(column.sides[half])
                self.add(column.sides[half].box, column.sides[half].title)
            going = [part for part in self.stage if not any(part is box for box in boxes)]
            self.play(
                *map(FadeOut, going),
                *(Transform(box, gap.box) for box, gap in zip(boxes, gaps, strict=True)),
                run_time=1.1,
            )
            self.remove(*boxes)
            self.add(*(gap.box for gap in gaps))
            for gap in gaps:
                words = (FadeIn(word, shift=0.1 * UP) for word in gap.others)
                self.play(LaggedStart(*words, lag_ratio=0.1), FadeIn(gap.task), run_time=0.9)
                self.play(FadeIn(gap.blank, scale=1.3), run_time=0.5)
            self.until("the answer stands")
            for gap in gaps:
                self.play(FadeOut(gap.blank), FadeIn(gap.answer, shift=0.4 * DOWN), run_time=0.7)
            self.until("That is")
            self.play(*(pulse(gap.answer, factor=1.15) for gap in gaps))
        self.rest(1.4)

    def read_much(self) -> None:
        """The sentence is one line of a page, the page one of many."""
        page, pages = Page(self.trace, self.theme), many_pages(self.trace, self.theme)
        gap = self.gaps[1]
        self.hero = pages
        card = solid("decoder", CARD, self.theme)
        with self.speak("text"):
            others = [part for part in self.stage if part is not gap.box]
            self.play(*map(FadeOut, others), Transform(gap.box, card), run_time=1.0)
            self.remove(gap.box)
            self.add(card)
            self.play(FadeIn(page.sheet, shift=0.2 * UP), run_time=0.4)
            self.play(LaggedStart(*(FadeIn(line, shift=0.2 * UP) for line in page.lines), lag_ratio=0.15), run_time=1.3)
            self.until("so it takes")
            sheet = page.at_once()
            self.remove(page.sheet, *page.lines)
            self.add(sheet)
            self.play(Transform(sheet, pages[0]), run_time=1.0)
            self.remove(sheet)
            self.add(pages[0])
            self.play(
                LaggedStart(*(FadeIn(one, target_position=pages[0]) for one in pages[1:]), lag_ratio=0.06), run_time=1.6
            )
            self.until("GPT")
            count = self._tokens()
            self.play(FadeIn(count, shift=0.2 * UP), run_time=0.7)
        self.rest(1.6)

    def _tokens(self) -> VGroup:
        """How many tokens GPT-3 read, in large figures below the pages."""
        row = self.phrase(
            "GPT-{three} read {read} tokens",
            three=NAMED,
            read=self.number(READ, spec=".0f", size=110, weight="SEMIBOLD", suffix=" billion"),
            size=72,
            value_size=110,
            value_weight="SEMIBOLD",
        )
        return row.on_baseline(at(960, 0)[0], at(0, 810)[1], align=0.5)

    # -- a new word -------------------------------------------------------------------------------------------

    def meet_a_new_word(self) -> None:
        """A sentence with a word that the model never met, and what it makes of it."""
        board = self.board = NewWord(self.trace, self.theme)
        self.clear_stage(run_time=0.6)
        english, french = board.english(), board.french("before")
        self.hero = VGroup(english, french)
        with self.speak("never"):
            self.play(FadeIn(english, shift=0.2 * UP), run_time=0.9)
            self.until("Our machine")
            ringed = [english.acting(i) for i, word in enumerate(english.texts) if word == board.new[0]]
            self.play(*(pulse(part, factor=1.2) for part in ringed))
            self.play(
                LaggedStart(*(FadeIn(word, target_position=english) for word in french.labels), lag_ratio=0.1),
                run_time=1.6,
            )
        self.remove(*french.get_family())
        self.add(french)
        self.english, self.french = english, french
        self.rest(1.4)

    def teach_it(self) -> None:
        """The lessons go into the word's two rows; then its sentence comes out."""
        board = self.board
        names, before, after = board.names(), board.rows("before"), board.rows("after")
        lessons = board.lessons()
        self.hero = VGroup(*before, *after)
        with self.speak("few"):
            coming = (FadeIn(card, shift=0.3 * DOWN) for card in lessons)
            self.play(
                FadeOut(self.english, self.french, shift=0.3 * DOWN), LaggedStart(*coming, lag_ratio=0.2, run_time=2.0)
            )
            self.until("The word has")
            self.play(*(FadeIn(name, shift=0.2 * UP) for name in names), run_time=0.5)
            for name, strip in zip(names, before, strict=True):
                grown = [FadeIn(bar, target_position=name) for bar in strip.bars]
                self.play(FadeIn(strip.baseline), LaggedStart(*grown, lag_ratio=0.05), run_time=0.9)
                self.remove(strip.baseline, *strip.bars)
                self.add(strip)
            self.until("and only they")
            down = [FadeOut(card, target_position=before[0], scale=0.4) for card in lessons]
            moves = [become(old, new, run_time=2.0) for old, new in zip(before, after, strict=True)]
            self.play(LaggedStart(*down, lag_ratio=0.12, run_time=2.0), *moves)
        self.rest(1.4)
        self._write_again()

    def _write_again(self) -> None:
        """The sentence once more, with the words that were missing, and how often that works now."""
        english, after = self.english, self.board.french("after")
        share = self.phrase(
            "{after:.0%} of new sentences with {word}",
            word=self._named(self.board.new[0]),
            after=Measured(self.board.record["share.after"]),
            size=60,
            value_size=140,
            value_weight="SEMIBOLD",
        ).on_baseline(at(960, 0)[0], at(0, 850)[1], align=0.5)
        self.hero = VGroup(english, self.french, after)
        with self.speak("after"):
            self.play(
                *(FadeOut(part, shift=0.3 * UP) for part in self.stage), FadeIn(english, self.french), run_time=0.9
            )
            self._turn(self.french, after)
            self.until("Now")
            self.play(FadeIn(share, shift=0.2 * UP), run_time=0.8)
        self.rest(1.8)

    def _named(self, token: str) -> Words:
        """A word in quotation marks, of the size of the words around it."""
        word = self.words(f"“{token}”", size=60)
        word.token = token if isinstance(token, Token) else None
        return word

    def _turn(self, old: Sentence, new: Sentence) -> None:
        """Words that both have glide to their new places; the others go and come."""
        moves: list[Animation] = []
        left = list(range(len(old.texts)))
        for place, word in enumerate(new.texts):
            same = next((i for i in left if old.texts[i] == word), None)
            if same is None:
                moves.append(FadeIn(new.acting(place), shift=0.5 * DOWN))
                continue
            left = [i for i in left if i > same]
            moves.append(Transform(old.acting(same), new.acting(place)))
        gone = [i for i in range(len(old.texts)) if old.texts[i] not in new.texts]
        self.play(*moves, *(FadeOut(old.acting(i), shift=0.5 * DOWN) for i in gone), run_time=1.2)
        self.remove(*old.get_family(), *new.get_family())
        self.add(new)

    # -- layers -----------------------------------------------------------------------------------------------

    def stack_layers(self) -> None:
        """One bar a layer: ours, and ninety-six copies of the one of the side that writes."""
        self.clear_stage(run_time=0.6)
        stacks = self.stacks = Stacks(self.trace, self.theme)
        ours, theirs = stacks.labels
        self.hero = stacks
        with self.speak("layers"):
            self.play(FadeIn(stacks.tall), FadeIn(theirs[0]), run_time=0.7)
            self.until("the kinds of parts")
            self.play(
                LaggedStart(*(FadeIn(block, shift=0.2 * UP) for block in stacks.ours), lag_ratio=0.4),
                FadeIn(ours[0]),
                run_time=1.2,
            )
            self.until("Ours has")
            self.play(FadeIn(ours[1:], shift=0.15 * UP), run_time=0.6)
            self.until("GPT-3 has")
            copies = [TransformFromCopy(stacks.source, bar, path_arc=-0.5) for bar in stacks.layers]
            self.play(LaggedStart(*copies, lag_ratio=0.06), run_time=3.2)
            self.play(FadeIn(theirs[1:], shift=0.15 * UP), FadeIn(stacks.numbers, shift=0.15 * UP), run_time=0.6)
        self.remove(*stacks.get_family())
        self.add(stacks)
        self.rest(1.8)

    def answer(self) -> None:
        """The third question gets its tick."""
        row = QuestionRow(self.theme, y=866, asked=2, answered=answered(self.trace))
        with self.speak("chat"):
            self.play(FadeIn(row), run_time=0.8)
            self.until("tuned on")
            self.play(pulse(self.stacks.layers, factor=1.02))
            self.until("So, at heart")
            self.play(FadeIn(row.ticks[2], scale=1.6), run_time=0.7)
        self.rest(2.4)
