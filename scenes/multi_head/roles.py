"""What a head is for is not seen in its map: each head is switched off, and the mistakes are counted by kind.

Sources: Voita et al. 2019 (roles of heads, most of which can go); Michel et al. 2019 (one head off at a time); Jain and
Wallace 2019 (attention is not explanation). All numbers are those of the experiment ``head_roles``.
"""

from __future__ import annotations

from manim import Create, FadeIn, FadeOut, LaggedStart, VGroup, VMobject

from scenes.kit.layout import pixels
from scenes.kit.mobjects.heatmap import Heatmap
from scenes.kit.motion import dim, undim
from scenes.kit.scene import ExplainerScene
from scenes.multi_head.parts.roles_lines import lines_about
from scenes.multi_head.parts.roles_tally import Outputs, Panel
from scenes.multi_head.parts.roles_wall import EXPERIMENT, NOTHING, Head, Roster, Switch, Wall, cells_of, head_name

PANEL = 4.3  # units at the right for the counters
OFF = 0.16  # opacity of a map whose head is off
BIG = 3.05  # units of the decisive head's map


class Roles(ExplainerScene):
    """Heads are switched off one by one."""

    title = "The head that knows “it”"
    idea = "Attention is a clue, not a proof: what a head is for shows when it is switched off."
    place = "encoder"
    needs = (EXPERIMENT,)
    told_by_claims = True
    script = staticmethod(lines_about)

    def construct(self) -> None:
        self.roster = Roster(self.trace)
        self.frame: VMobject = VGroup()  # round the head that is looked at
        stage = self.layout.stage
        left, right = stage.columns(stage.width - PANEL, PANEL, gap=0.3)
        self.wall, self.panel = Wall(self.roster, self.theme, left), Panel(self.roster, self.theme, right)
        self.show_wall()
        self.score_roles()
        self.start_counting()
        self.silence_tempting()
        self.silence_others()
        self.silence_decisive()
        self.compare()
        self.count_pronouns()

    # -- the wall ---------------------------------------------------------------------------------------------

    def show_wall(self) -> None:
        """All maps of the sentence at once, and what a role is."""
        cards = list(self.wall.cards.values())
        self.scales, self.key, self.example = self.panel.scales(), self.panel.key(), self.panel.example()
        with self.speak("maps"):
            moves = [FadeIn(card.map, card.name) for card in cards]
            self.play(FadeIn(self.scales), LaggedStart(*moves, lag_ratio=0.15), run_time=2.4)
            self.rest(0.6)
            self.play(FadeIn(self.example[:2]), run_time=0.8)
            self.rest(2.0)
            self.play(FadeIn(self.example[2:]), run_time=0.8)

    def score_roles(self) -> None:
        """The role that describes each head best, and its score over unseen sentences."""
        cards = list(self.wall.cards.values())
        with self.speak("scores"):
            named = [FadeIn(card.role, card.cells, card.score) for card in cards if len(card.score)]
            self.play(FadeIn(self.key, run_time=0.8), LaggedStart(*named, lag_ratio=0.4), run_time=2.6)
            self.play(*(FadeIn(card.role) for card in cards if not len(card.score)), run_time=0.8)

    def start_counting(self) -> None:
        """Counters and switches."""
        cards = self.wall.cards.values()
        with self.speak("switches"):
            self.rest(3.2)
            self.play(LaggedStart(*(FadeIn(card.switch) for card in cards), lag_ratio=0.1), run_time=1.4)
            self.play(FadeOut(self.example), run_time=0.6)
            self.play(FadeIn(self.panel.heading), FadeIn(self.panel.counters), run_time=1.2)
        for head, card in self.wall.cards.items():  # one thing for each head, in the order of painting
            self.remove(card.map, card.name, card.role, card.cells, card.score, card.switch)
            self.add(self.wall.cards[head])

    # -- one head at a time -----------------------------------------------------------------------------------

    def silence_tempting(self) -> None:
        """A head with a clear role that nobody misses."""
        head = self.roster.tempting
        if head is None:
            return
        with self.speak("tempting"):
            self._look_at(head)
            self.rest(2.6)
            self._switch(off=head)

    def silence_others(self) -> None:
        """The rest of the heads, quickly."""
        before = self.roster.tempting
        others = [head for head in self.roster.heads if head not in (before, self.roster.decisive)]
        with self.speak("others") as spoken:
            pace = min(0.9, (spoken.duration - 0.6) / len(others))
            for head in others:
                self._switch(off=head, on=before, run_time=0.55 * pace)
                self.rest(0.45 * pace)
                before = head
            self._switch(on=before, run_time=0.5)

    def silence_decisive(self) -> None:
        """The head without which pronouns go wrong."""
        head = self.roster.decisive
        with self.speak("decisive"):
            self._look_at(head)
            self.rest(1.4)
            self._switch(off=head)

    # -- the decisive head from near --------------------------------------------------------------------------

    def compare(self) -> None:
        """Its map with the switch on and off, and what the model writes each time."""
        head = self.roster.decisive
        maps, outputs = self._maps(head), [Outputs(self.roster, name, self.theme) for name in (NOTHING, head.condition)]
        card = self.wall.cards[head]
        on, off = maps
        for outs, (heat, *_) in zip(outputs, maps, strict=True):
            outs.shift([heat.box.edges[0], heat.box.edges[2] - 0.9, 0])
        cells = self._cells(on[0], head)
        others = [other for other in self.wall.cards.values() if other is not card]
        with self.speak("outputs"):
            going = [*others, self.frame, card.name, card.switch, card.role, card.score, card.cells, self.key]
            self.play(*map(FadeOut, going), undim(card.map), run_time=0.8)
            self.remove(card)
            self.add(card.map)
            scale = on[0].box.width / card.map.box.width
            left, right, bottom, _ = on[0].box.edges
            self.play(
                card.map.animate.scale(scale).move_to(on[0].box),
                self.scales.animate.move_to([(left + right) / 2, bottom - 0.3, 0]),
                run_time=1.2,
            )
            self.play(FadeIn(on, cells, outputs[0]), run_time=0.8)
            self.remove(card.map)
            self.rest(0.4)
            self.play(FadeIn(off, outputs[1]), run_time=0.8)

    def count_pronouns(self) -> None:
        """The share of right pronouns, with and without it."""
        head = self.roster.decisive
        heading, chart = bars = self.panel.pronouns(head)
        with self.speak("pronouns"):
            self.play(FadeOut(self.panel.heading[1]), run_time=0.4)
            counted = self.panel.counted("head off; of", "unseen sentences")
            self.play(FadeIn(counted, heading, chart.axis, chart.row(0)), run_time=0.8)
            self.rest(0.6)
            self.play(FadeIn(chart.row(1)), run_time=0.8)
            self.rest(2.2)
            self.play(FadeIn(chart.row(2)), run_time=0.8)
        self.remove(heading, chart.axis, *(chart.row(place) for place in range(3)))
        self.add(bars)

    # -- parts ------------------------------------------------------------------------------------------------

    def _look_at(self, head: Head) -> None:
        self.frame = self.wall.frame(head)
        self.play(Create(self.frame), run_time=0.6)

    def _switch(self, *, off: Head | None = None, on: Head | None = None, run_time: float = 1.0) -> None:
        """One head off, the one before it on again; the counters say what is wrong now."""
        changes = [self.panel.counters.to(self.panel.values(off.condition if off else NOTHING))]
        if on is not None:
            card = self.wall.cards[on]
            changes += [card.switch.turn(True), undim(card.map, card.cells)]
            if self.frame in self.mobjects:
                changes.append(FadeOut(self.frame))
        if off is not None:
            card = self.wall.cards[off]
            changes += [card.switch.turn(False), dim(card.map, card.cells, opacity=OFF)]
        self.play(*changes, run_time=run_time)

    def _maps(self, head: Head) -> list[VGroup]:
        """The head's map with its words and the switch on, and once more with the switch off and fallen back."""
        left = self.layout.stage.columns(self.layout.stage.width - PANEL, PANEL, gap=0.3)[0]
        size, words, weights = self.trace.size("S"), self.trace.source, head.weights
        maps = []
        for on in (True, False):
            heat = Heatmap(
                weights,
                words if on else None,
                words if on else None,
                theme=self.theme,
                cell=BIG / size.value,
                label_size=self.theme.sizes.small,
                legend=False,
            )
            x = left.left + (1.05 if on else 1.05 + BIG + 0.95) - heat.box.edges[0]
            heat.shift([x, left.top - 1.15 - heat.box.edges[3], 0])
            name = head_name(head, self.theme, size=self.theme.sizes.note)
            state = self.words("on" if on else "off", size=self.theme.sizes.note, weight="MEDIUM")
            switch = Switch(self.theme, size=0.26, on=on)
            name.shift([heat.box.edges[0], left.top - 0.3, 0])
            state.on_baseline(heat.box.edges[1], left.top - 0.3, align=1.0)
            switch.move_to([state.get_left()[0] - pixels(14) - switch.width / 2, name.get_center()[1], 0])
            if on:
                for row, columns in cells_of(self.trace, self.roster.role(head)):
                    heat.light(rows=[row], columns=columns)
            else:
                heat.cells.set_opacity(OFF)
            maps.append(VGroup(heat, name, switch, state))
        return maps

    def _cells(self, heat: Heatmap, head: Head) -> VGroup:
        """Outlines round the cells of the head's role."""
        found = cells_of(self.trace, self.roster.role(head))
        return VGroup(*(heat.outline_cell(row, column) for row, columns in found for column in columns))
