"""The decoder must not see what it has yet to write. Source: Vaswani et al. 2017, section 3.2.3; Williams and Zipser
1989 (teacher forcing).

In training all steps are made in one pass, so each row's answer stands in the next column; minus infinity hides it.
Without the mask the loss falls nearly as far, and the model that results can write nothing by itself. What is said
of new sentences was measured one by one: among padding, it would see where to stop.
"""

from __future__ import annotations

from manim import (
    DOWN,
    UP,
    Create,
    FadeIn,
    FadeOut,
    GrowArrow,
    LaggedStart,
    ReplacementTransform,
    TransformFromCopy,
    VGroup,
)

from model.trace import END
from scenes.decoder.parts.mask_ahead import AheadMap, both, failures
from scenes.decoder.parts.mask_forcing import Forcing
from scenes.decoder.parts.mask_future import leaking_row, looking_ahead
from scenes.decoder.parts.mask_lie import Column, fails_only_at_the_end
from scenes.decoder.parts.mask_lines import is_seen, lines_about
from scenes.decoder.parts.mask_map import MaskMap
from scenes.kit.layout import at
from scenes.kit.motion import change, pulse
from scenes.kit.scene import ExplainerScene

FORMULA = (1460, 330)  # pixels


class Mask(ExplainerScene):
    """Minus infinity above the diagonal."""

    title = "No looking ahead"
    idea = "A row may not see the word it must name; without the mask the loss looks fine and the model is useless."
    picture = "Two losses that fall alike; below them a full speech bubble with the mask, an empty one without it."
    place = "decoder.0.self_attn"
    needs = ("experiments/no_mask", "experiments/learning", "ablated.no_mask.reference")
    told_by_claims = True
    script = staticmethod(lines_about)

    def lit_block(self) -> str:
        """The layer of the row that leaks most."""
        return f"decoder.{leaking_row(self.trace).layer}.self_attn"

    def construct(self) -> None:
        """One beat after the other."""
        self.found = leaking_row(self.trace)
        self.force()
        self.cheat()
        self.lay_mask()
        self.hide_padding()
        self.forget()
        self.look_ahead()
        self.write_alone()

    # -- teacher forcing --------------------------------------------------------------------------------------

    def force(self) -> None:
        """The known translation above the decoder, the same words one place on below it, and all named at once."""
        parts = self.parts = Forcing(self.trace, self.theme)
        self.hero = VGroup(parts.ground, parts.reads, parts.names)
        with self.speak("teacher"):
            self.play(FadeIn(parts.ground, parts.title), run_time=0.6)
            self.play(LaggedStart(*(FadeIn(chip, shift=0.15 * DOWN) for chip in parts.names), lag_ratio=0.1))
            self.until("shifted by")
            self.play(FadeIn(parts.reads[0]), run_time=0.5)
            copies = [
                TransformFromCopy(name.word, read.word)
                for name, read in zip(parts.names[:-1], parts.reads[1:], strict=True)
            ]
            self.play(LaggedStart(*copies, lag_ratio=0.08), run_time=2.2)
            self._stand(parts.reads)
            self.until("and names")
            self.play(LaggedStart(*map(GrowArrow, parts.inward), lag_ratio=0.0), run_time=0.6)
            self.play(LaggedStart(*map(GrowArrow, parts.outward), lag_ratio=0.0), run_time=0.6)
            said = [chip for chip, word in zip(parts.names, self.trace.target, strict=True) if word != END]
            self.play(change(*said, to=lambda chip: chip.take("said")), run_time=0.6)
            self.until("This is called")
            wave = [pulse(read, name, factor=1.15) for read, name in zip(parts.reads, parts.names, strict=True)]
            self.play(LaggedStart(*wave, lag_ratio=0.12), run_time=1.8)
        self.rest(1.0)

    def cheat(self) -> None:
        """One column: its word asks, and what it has to name stands in the next one."""
        parts, row = self.parts, self.found.row
        asks, answer, there = parts.reads[row], parts.names[row], parts.reads[row + 1]
        others = [chip for i, chip in enumerate(parts.names) if i != row]
        arc = parts.arc(self.found)
        with self.speak("cheat"):
            self.play(FadeOut(*others), FadeOut(parts.inward, parts.outward), run_time=0.8)
            self.until("At ")
            self.play(change(asks, to=lambda chip: chip.take("asks")), run_time=0.5)
            self.play(FadeIn(parts.inward[row], parts.outward[row]), run_time=0.5)
            self.play(pulse(answer, factor=1.25), run_time=0.8)
            self.until("is standing")
            self.play(change(there, to=lambda chip: chip.take("answers")), run_time=0.5)
            self.play(pulse(there, factor=1.25), run_time=0.8)
            self.until("Why think")
            ghost = there.word.copy()
            self.play(FadeOut(ghost, target_position=answer), run_time=1.3)
            self.play(pulse(answer, factor=1.2), run_time=0.6)
        self.rest(1.0)
        with self.speak("open"):
            self.play(pulse(asks, factor=1.2), run_time=0.8)
            if is_seen(self.trace, self.found):
                self.until("this head")
                self.play(Create(arc), run_time=1.0)
                self.play(FadeIn(parts.figure(self.found, arc), target_position=arc), run_time=0.5)
            else:
                self.until("This machine")
                self.play(pulse(there, factor=1.25), run_time=0.8)
        self.rest(1.0)

    def _stand(self, group: VGroup) -> None:
        """What has come part by part stands as one."""
        self.remove(*group.get_family())
        self.add(group)

    # -- the mask ---------------------------------------------------------------------------------------------

    def lay_mask(self) -> None:
        """The head as a map; minus infinity falls on all that is right of the diagonal, and rows are shared anew."""
        masked = self.masked = MaskMap(self.trace, self.theme, self.found)
        before, after, reads = masked.before, masked.after, self.parts.reads
        labels = before.row_labels
        self.clear_stage(keep=[*reads, reads], run_time=0.5)
        self._loosen_words(reads)
        self.bring_to_back(before.ground)
        followed = self.found.row
        going = [
            ReplacementTransform(chip.word, label)
            for i, (chip, label) in enumerate(zip(reads, labels, strict=True))
            if i != followed
        ]
        self.play(
            *going,
            ReplacementTransform(reads[followed], masked.asks),
            TransformFromCopy(reads[followed + 1], masked.answers),
            *(FadeOut(chip.box) for i, chip in enumerate(reads) if i != followed),
            FadeIn(before.ground),
            run_time=1.2,
        )
        self.play(FadeIn(before.discs, before.followed, before.pictures), run_time=0.7)
        self.remove(*before.get_family())
        self.add(before)
        self.hero = before
        curtain, infinity = masked.curtain, masked.infinity
        formula = self.formula_of(
            self.found.matrix(self.trace, "masked"), "causal_mask", scaled=self.found.matrix(self.trace, "scaled")
        )
        formula.move_to(at(*FORMULA))
        with self.speak("mask"):
            self.play(Create(masked.edge), run_time=1.6)
            self.until("is set to")
            self.play(
                FadeOut(masked.edge),
                FadeIn(curtain, shift=1.2 * DOWN),
                FadeIn(infinity, shift=1.2 * DOWN),
                run_time=1.4,
            )
            self.play(FadeIn(formula, shift=0.2 * UP), run_time=0.6)
            self.until("and the softmax")
            self._share_anew(curtain, infinity)
            self.until("What is left")
            coming = [FadeIn(number, target_position=after) for number in masked.sums]
            self.play(LaggedStart(*coming, lag_ratio=0.12), run_time=1.6)
        self.formula = formula
        self.rest(1.2)

    def _loosen_words(self, reads: VGroup) -> None:
        """Chips of the row become words and boxes that go their own ways."""
        self.remove(*reads.get_family())
        self.add(*(part for chip in reads for part in (chip.box, chip.word)))

    def _share_anew(self, curtain: VGroup, infinity: VGroup) -> None:
        """What is covered is gone; what is left of each row is shared anew."""
        masked = self.masked
        before, after = masked.before, masked.after
        kept, fresh, gone = masked.kept(), masked.fresh(), masked.gone()
        self.remove(*before.get_family())
        self.add(after.ground, after.row_labels, after.pictures, *(old for old, _ in kept), *gone, curtain, infinity)
        self.play(FadeOut(infinity, scale=0.2), FadeOut(curtain), run_time=1.0)
        self.play(
            *(ReplacementTransform(old, new) for old, new in kept),
            *(FadeIn(disc, scale=0.1) for disc in fresh),
            *(FadeOut(disc, scale=0.1) for disc in gone),
            FadeOut(masked.answers),
            run_time=1.2,
        )
        self.remove(*after.get_family(), *(new for _, new in kept), *fresh)
        self.add(after)
        self.hero = after

    def hide_padding(self) -> None:
        """The same minus infinity over the padding behind a shorter sentence."""
        row, signs = self.masked.padding()
        with self.speak("padding"):
            self.play(FadeIn(row, shift=0.2 * UP), run_time=0.7)
            self.until("padding")
            self.play(LaggedStart(*(FadeIn(sign, shift=0.6 * DOWN) for sign in signs), lag_ratio=0.3), run_time=1.2)
        self.rest(1.0)

    # -- the lie ----------------------------------------------------------------------------------------------

    def forget(self) -> None:
        """The same training with the mask and without it: two losses, and what is right when the answers are read."""
        columns = self.columns = [Column(self.trace, self.theme, place) for place in range(2)]
        curves = VGroup(*(column.curve for column in columns))
        headings = VGroup(*(column.heading for column in columns))
        alike = self.alike = self.words("≈", size=130, weight="SEMIBOLD")
        alike.move_to(at(960, 370))
        price = self.price = self.words("price of mistakes", size=32, role="quiet")
        price.on_baseline(at(columns[0].middle + 380, 0)[0], at(0, 350)[1], align=1.0)
        self.hero = curves
        with self.speak("forget"):
            self.clear_stage(run_time=0.6)
            self.play(FadeIn(headings[0], shift=0.2 * UP), run_time=0.5)
            self.until("We trained")
            self.play(TransformFromCopy(headings[0][0], headings[1][0]), FadeIn(headings[1][1]), run_time=1.1)
            self._stand(headings)
            self.until("Its loss")
            self.play(*(FadeIn(curve.floor) for curve in curves), FadeIn(price), run_time=0.4)
            self.play(*(Create(curve.line) for curve in curves), run_time=2.4)
            self.play(*(FadeIn(curve.ground) for curve in curves), run_time=0.3)
            self.remove(*curves.get_family())
            self.add(curves)
            self.play(FadeIn(alike, scale=0.5), run_time=0.5)
        self.rest(1.0)
        self.headings, self.curves = headings, curves
        shares = VGroup(*(column.share() for column in columns))
        with self.speak("fine"):
            self.play(FadeIn(shares[0], shift=0.2 * UP), run_time=0.7)
            self.until("of new")
            self.play(FadeIn(shares[1], shift=0.2 * UP), run_time=0.7)
            self.rest(1.5)
            self.play(pulse(*(share[0] for share in shares), factor=1.15), run_time=0.8)
        self.rest(1.0)

    def look_ahead(self) -> None:
        """Two heads of the writer without a mask: a bright line just right of the diagonal."""
        weights = looking_ahead(self.trace)
        maps = [AheadMap(self.trace, self.theme, one, place) for place, one in enumerate(weights)]
        self.hero = both(maps)
        with self.speak("looks"):
            self.clear_stage(run_time=0.5)
            self.play(*(FadeIn(m.map.ground, m.map.row_labels) for m in maps), run_time=0.6)
            self.play(*(FadeIn(m.heading) for m in maps), run_time=0.4)
            self.play(*(FadeIn(m.map.discs) for m in maps), run_time=0.6)
            self.until("one column on")
            lines = [LaggedStart(*(FadeIn(disc, scale=0.2) for disc in m.line()), lag_ratio=0.25) for m in maps]
            self.play(*lines, run_time=2.4)
            self.clear_of_pieces(maps)
            self.until("It copies")
            self.play(pulse(*(m.map.followed for m in maps), factor=1.03), run_time=0.8)
        self.rest(1.2)
        if fails_only_at_the_end(self.trace):
            with self.speak("last"):
                rings = [m.last_row() for m in maps]
                self.play(*map(Create, rings), run_time=0.9)
                self.until("and all")
                self.play(FadeIn(failures(self.trace, self.theme), shift=0.2 * UP), run_time=0.6)
                self.play(pulse(*rings, factor=1.04), run_time=0.8)
            self.rest(1.0)

    def clear_of_pieces(self, maps: list[AheadMap]) -> None:
        """What has come disc by disc stands as two maps with their headings."""
        self.remove(*self.stage)
        self.add(both(maps), *(m.heading for m in maps))

    def write_alone(self) -> None:
        """Both write by themselves."""
        bubbles = [column.bubble() for column in self.columns]
        texts = [column.words() for column in self.columns]
        self.hero = VGroup(*bubbles)
        with self.speak("alone"):
            self.clear_stage(run_time=0.5)
            self.play(FadeIn(self.headings, self.curves, self.alike, self.price), run_time=0.6)
            self.play(*(FadeIn(bubble, scale=0.7) for bubble in bubbles), run_time=0.7)
            self.play(LaggedStart(*(FadeIn(word) for word in texts[0]), lag_ratio=0.3), run_time=2.0)
        self.rest(1.5)
        with self.speak("silent"):
            self.play(FadeIn(texts[1], scale=0.5), run_time=0.8)
        self.rest(2.2)


__all__ = ["Mask"]
