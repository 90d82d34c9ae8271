"""A head's map is a clue; switching the head off is the test.

Sources: Voita et al. 2019 (roles of heads, most of which can go); Michel et al. 2019 (one head off at a time); Jain and
Wallace 2019 (attention is not explanation). All numbers are those of the experiment ``head_roles``.
"""

from __future__ import annotations

from manim import DOWN, UP, Create, FadeIn, FadeOut, GrowFromEdge, LaggedStart, ReplacementTransform, VGroup

from scenes.kit.heads import EXPERIMENT, NOTHING, Head, Roster
from scenes.kit.layout import at, pixels
from scenes.kit.mobjects.chips import Chip
from scenes.kit.mobjects.disc_map import DiscMap
from scenes.kit.mobjects.picture import picture_of
from scenes.kit.motion import dim, pulse
from scenes.kit.scene import ExplainerScene
from scenes.multi_head.parts.roles_bench import WALL_SIDE, WALL_TOPS, Outcome, Shares, Subject, small_map, wall_name
from scenes.multi_head.parts.roles_lines import lines_about

LEFT_MIDDLE, RIGHT_MIDDLE = 520, 1440  # pixels: the middles of two large maps
OFF = 0.18  # opacity of a map whose head is off


class Roles(ExplainerScene):
    """Heads are looked at, then switched off."""

    title = "The suspect"
    idea = "A head's map is a clue; switching the head off is the test."
    picture = "A map that is switched off, and two bars: right pronouns with this head and without it."
    place = "encoder"
    needs = (EXPERIMENT,)
    short = True
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        """One beat after the other."""
        self.roster = Roster(self.trace)
        self.show_heads()
        self.look_closer()
        self.silence_idle()
        self.silence_ours()
        self.count()

    # -- the clue ---------------------------------------------------------------------------------------------

    def show_heads(self) -> None:
        """All maps at once; the followed row is lit in each, ours last."""
        roster, ours = self.roster, self.roster.decisive
        self.maps = {head: small_map(roster, head, self.theme) for head in roster.heads}
        names = {head: wall_name(head, shown, self.theme) for head, shown in self.maps.items()}
        wall = VGroup(*self.maps.values())
        self.hero = wall
        chips = VGroup(*(self._asking(layer) for layer in range(roster.layers.value)))
        with self.speak("heads"):
            moves = [FadeIn(self.maps[head], names[head], shift=0.2 * UP) for head in roster.heads]
            self.play(LaggedStart(*moves, lag_ratio=0.2), run_time=2.4)
            self.play(FadeIn(chips), run_time=0.6)
            self.until("at “" if roster.share(ours) >= 0.95 else "Watch")
            for head in (*(head for head in roster.heads if head != ours), ours):
                self._light(head, run_time=0.9 if head == ours else 0.35)
            self.picture_over = self._picture_over(self.maps[ours], ours)
            self.play(*(GrowFromEdge(part, DOWN) for part in self.picture_over), run_time=0.6)
            self.hero = VGroup(*self.maps.values())
        self.names, self.chips = names, chips
        self.rest(1.9)

    def look_closer(self) -> None:
        """Ours grows to a hero; beside it the other that looks there too."""
        roster = self.roster
        ours = self.subject = self._subject(roster.decisive, LEFT_MIDDLE)
        rival = roster.rival
        others = [shown for head, shown in self.maps.items() if head not in (roster.decisive, rival)]
        with self.speak("clue"):
            self.play(FadeOut(*others, self.chips, *self.names.values(), self.picture_over), run_time=0.7)
            self._grow(roster.decisive, ours)
            self.hero = ours.map
            self.until("But a picture")
            self.play(pulse(ours.ring, factor=1.06))
            if rival is None:
                self.until("So let’s")
                self.play(pulse(ours.switch, factor=1.2))
            else:
                self.until("another head")
                self.other = self._subject(rival, RIGHT_MIDDLE)
                self._grow(rival, self.other)
                self.hero = VGroup(ours.map, self.other.map)
        self.rest(1.0)

    # -- the test ---------------------------------------------------------------------------------------------

    def silence_idle(self) -> None:
        """A head goes off, and nothing happens."""
        roster, head = self.roster, self.roster.idle
        self.outcomes = [Outcome(roster, self.theme, twin=twin, condition=NOTHING) for twin in (False, True)]
        if head is None:
            return
        with self.speak("idle"):
            there = self._subject(head, LEFT_MIDDLE)
            if head == roster.rival:
                self.play(FadeOut(self.subject), run_time=0.5)
                self.play(ReplacementTransform(self.other, there), run_time=1.0)
            else:
                going = [self.subject, *([self.other] if roster.rival else [])]
                self.play(*map(FadeOut, going), FadeIn(there), run_time=0.9)
            self.play(*(FadeIn(outcome, shift=0.2 * UP) for outcome in self.outcomes), run_time=0.8)
            self.until("nothing happens")
            self._switch_off(there)
            self.hero = there.map
            self.until("new sentences")
            self.play(pulse(*self.outcomes, factor=1.1))
        self.rest(0.8)
        self.play(FadeOut(there), run_time=0.5)
        self.subject = self._subject(roster.decisive, LEFT_MIDDLE)
        self.play(FadeIn(self.subject), run_time=0.6)

    def silence_ours(self) -> None:
        """Ours goes off, and a pronoun turns over."""
        roster = self.roster
        after = [Outcome(roster, self.theme, twin=twin, condition=roster.decisive.condition) for twin in (False, True)]
        self.hero = self.subject.map
        with self.speak("ours"):
            if roster.idle is None:
                going = [self.other] if roster.rival else []
                self.play(*map(FadeOut, going), *map(FadeIn, self.outcomes), run_time=0.8)
            self._switch_off(self.subject)
            self.rest(0.6)
            for before, now in zip(self.outcomes, after, strict=True):
                self._turn_over(before, now)
        self.rest(1.9)
        pairs = zip(self.outcomes, after, strict=True)
        self.outcomes = [now if now in self.mobjects else before for before, now in pairs]

    def count(self) -> None:
        """The shares of right pronouns with it and without it, and blind choice."""
        shares = Shares(self.roster, self.theme)
        with self.speak("count"):
            self.play(*map(FadeOut, self.outcomes), run_time=0.6)
            self.play(FadeIn(shares.heading, shares.labels), run_time=0.5)
            for place, moment in enumerate(("from", "to")):
                if self.roster.tells or place:
                    self.until(moment if self.roster.tells else "and")
                pace = 1.0 if self.roster.tells else 1.2
                self.play(GrowFromEdge(shares.bars[place], [-1, 0, 0]), run_time=pace)
                self.play(FadeIn(shares.numbers[place]), run_time=0.4)
                if not self.roster.tells and not place:
                    self.rest(0.8)
                    self.play(pulse(shares.numbers[0], factor=1.15))
            if self.roster.tells:
                self.until("Point at")
            self.play(Create(shares.mark), FadeIn(shares.shut), run_time=0.9)
            if self.roster.tells:
                self.until("and you do better")
                self.play(pulse(shares.shut, factor=1.15))
        self.remove(*shares.get_family())
        self.add(shares)
        self.rest(2.1)
        with self.speak("suspect"):
            self.play(pulse(shares.bars[1], shares.numbers[1], factor=1.04))
            self.until("We have" if self.roster.tells else "The map")
            self.play(pulse(self.subject.tag, factor=1.2))
        self.rest(2.4 if self.roster.idle else 6.6)

    # -- parts ------------------------------------------------------------------------------------------------

    def _asking(self, layer: int) -> VGroup:
        """The word that asks, left of a layer's maps at the height of its row."""
        shown = next(shown for head, shown in self.maps.items() if head.layer == layer)
        chip = Chip(self.trace.source[self.roster.row], self.theme, look="asks", size=38)
        y = shown.middle(self.roster.row, 0)[1]
        chip.shift([at(240, 0)[0] - chip.box.get_right()[0], y - chip.box.get_center()[1], 0])
        word = self.words("layer", size=30, role="quiet")
        number = self.number(next(h for h in self.maps if h.layer == layer).layer_claim, size=30, role="quiet")
        base = at(0, WALL_TOPS[layer] + 34)[1]
        word.on_baseline(at(62, 0)[0], base)
        number.on_baseline(word.get_right()[0] + pixels(12), base)
        return VGroup(chip, word, number)

    def _light(self, head: Head, run_time: float) -> None:
        """The followed row of a small map takes the query's colour."""
        old = self.maps[head]
        new = DiscMap(head.weights, self.theme, side=pixels(WALL_SIDE), asks=self.roster.row)
        new.shift(old.box.get_center() - new.box.get_center())
        self.play(FadeIn(new.followed), run_time=run_time)
        self.remove(old, new.followed)
        self.add(new)
        self.maps[head] = new

    def _picture_over(self, shown: DiscMap, head: Head) -> VGroup:
        place = self.roster.largest(head)
        picture = picture_of(self.trace.source[place], self.trace, size=56)  # type: ignore[arg-type]
        ring = shown.ring(self.roster.row)
        if picture is None:
            return VGroup(ring)
        x, high = shown.middle(0, place)[0], shown.box.edges[3]
        return VGroup(picture.move_to([x, high + picture.height / 2 + pixels(6), 0]), ring)

    def _subject(self, head: Head, middle: float) -> Subject:
        return Subject(self.roster, head, self.trace, self.theme, middle)

    def _grow(self, head: Head, subject: Subject) -> None:
        """A map of the wall becomes the large one."""
        small, large = self.maps[head], subject.map
        target = small.copy().scale(large.box.width / small.box.width).move_to(large.box)
        self.play(small.animate.become(target), run_time=1.1)
        rest = (large.row_labels, large.pictures, subject.ring, subject.tag, subject.switch)
        self.play(*map(FadeIn, rest), run_time=0.6)
        self.remove(small, *subject.get_family())
        self.add(subject)

    def _switch_off(self, subject: Subject) -> None:
        shown = subject.map
        self.play(subject.switch.turn(False), run_time=0.5)
        self.play(dim(shown.discs, shown.followed, subject.ring, opacity=OFF), run_time=0.6)

    def _turn_over(self, before: Outcome, now: Outcome) -> None:
        """The pronoun falls and another stands there; nothing moves where it is the same."""
        if before.says == now.says:
            return
        self.play(FadeOut(before.chip, shift=0.5 * DOWN), FadeIn(now.chip, shift=0.5 * DOWN), run_time=0.9)
        self.play(Create(now.wrong), run_time=0.6)
        self.remove(*before.get_family(), *now.get_family())
        self.add(now)
