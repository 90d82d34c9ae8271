"""ExplainerScene, what every clip is; Act, which plays its clips one after another.

A clip has a title and one idea, a place in the model, a trace and a theme. It speaks through ``say()``. Title, map of
the model and captions stand in bands of their own; everything else is on the stage.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any, ClassVar

from manim import (
    Animation,
    AnimationGroup,
    CairoRenderer,
    FadeOut,
    Group,
    Mobject,
    Scene,
    Transform,
    TransformFromCopy,
    VGroup,
    Wait,
)

from model.formulas import FORMULAS
from model.trace import Tensor, Trace
from scenes.kit.aloud import Speaker, add_voice, speaker_for
from scenes.kit.animations import Originals
from scenes.kit.bands import map_band, title_band
from scenes.kit.claims import Claim, as_claim
from scenes.kit.layout import Layout, standard_layout
from scenes.kit.mobjects.formula import Evaluation, FormulaTex
from scenes.kit.mobjects.number import NumberText
from scenes.kit.mobjects.phrase import Phrase
from scenes.kit.mobjects.words import Words
from scenes.kit.narration import TICKS, Cue, Line, Spoken, Timeline, make_line
from scenes.kit.script import Said, Script, said
from scenes.kit.setting import Setting
from scenes.kit.shipped_formulas import lay_out_formulas
from scenes.kit.theme import Theme
from scenes.kit.titles import TITLES

POSTER = 1.6  # seconds that a clip's last still stands at least
EPSILON = 1e-6  # makes Manim's rounding give whole fifteenths at 15, 30 and 60 frames a second


class ExplainerScene(Scene):  # type: ignore[misc]
    """One clip: an empty stage at first, one idea, a still that sums it up at the end.

    Class attributes:
        title: what the title band says.
        idea: the one idea, a sentence; shown by ``list`` and in the docs.
        place: the block of the model that the clip is about, such as ``"encoder.1.self_attn"``; "" for the whole
            model, None for no map. A clip that chooses it by the trace overrides ``lit_block()``.
        short: whether the clip belongs to the short cut.
        needs: scopes of the trace without which there is no clip, such as recorded experiments of the bundle.
        allowed: rules of the inspector that the clip breaks on purpose, each with the reason.
        titled: whether act and title stand in the title band.
        picture: what its last still shows, in one sentence, for those who cannot see it.
        told_by_claims: whether nothing in it goes without a claim: no word of the sentence, no number in words, no
            verdict, no formula; the inspector then reports what does.
    """

    title: ClassVar[str] = ""
    idea: ClassVar[str] = ""
    place: str | None = None
    short: ClassVar[bool] = False
    needs: ClassVar[tuple[str, ...]] = ()
    allowed: ClassVar[Mapping[str, str]] = MappingProxyType({})
    titled: ClassVar[bool] = True
    picture: ClassVar[str] = ""
    told_by_claims: ClassVar[bool] = False

    def __init__(self, setting: Setting | None = None, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.setting = setting or Setting.current()
        self.theme: Theme = self.setting.theme
        self.layout: Layout = standard_layout()
        self.timeline = Timeline()
        self.bands: VGroup = VGroup()
        self._ticks = 0
        self._speaker: Speaker | None = speaker_for(self.setting.voice)

    @property
    def trace(self) -> Trace:
        """The tensors of the sentence that the film is about."""
        return self.setting.trace

    @property
    def clock(self) -> float:
        """Seconds since the scene began, by the film's own count."""
        return self._ticks / TICKS

    @classmethod
    def address(cls) -> str:
        """``act/clip`` from the file that the class stands in, whatever name Manim gave the module."""
        path = Path(inspect.getfile(cls))
        return path.parent.name if path.stem == "__init__" else f"{path.parent.name}/{path.stem}"

    @staticmethod
    def script(trace: Trace) -> Script:
        """What the clip says about a trace, line by line, for ``speak()``; nothing where it says it as it goes."""
        return {}

    def lit_block(self) -> str | None:
        """The block that the map lights: ``place``, unless a clip chooses it from the trace."""
        return self.place

    def setup(self) -> None:
        """Paint the ground, and set the title and the map of the model before the first frame."""
        lay_out_formulas()
        self.camera.background_color = self.theme.ground
        act = self.address().partition("/")[0]
        self.bands = VGroup()
        if self.titled:
            self.bands.add(title_band(TITLES.get(act, act), self.title, self.theme, self.layout))
        place = self.lit_block()
        if place is not None:
            self.bands.add(map_band(self.trace, self.theme, self.layout, place))
        self.add(self.bands)

    def tear_down(self) -> None:
        """Let the last still stand long enough to be a slide; then what was said is known, and may be heard."""
        still = self.clock - max((end for _, end, moved in self.timeline.steps if moved), default=0.0)
        if still < POSTER:
            self.rest(POSTER - still)
        if self._speaker is not None:
            add_voice(self, self._speaker, self.address(), self.timeline)

    # -- time ---------------------------------------------------------------------------------------------------

    def play(self, *args: Any, **kwargs: Any) -> None:
        """Play animations for a whole number of fifteenths of a second, and hand claims over to what they leave."""
        animations = self.compile_animations(*args, **kwargs)
        length = self.get_run_time(animations)
        ticks = max(1, round(length * TICKS))
        moved = not all(isinstance(animation, Wait) for animation in animations)
        # Manim counts frames with a ceiling for plays and a floor for waits.
        wanted = ticks / TICKS + (-EPSILON if moved else EPSILON)
        for animation in animations:
            animation.run_time *= wanted / length
        start = self.clock
        originals = Originals(animations)
        super().play(*animations)
        originals.restore()
        for animation in animations:
            hand_over_claims(animation)
        self._ticks += ticks
        self.timeline.steps.append((start, self.clock, moved))

    def rest(self, seconds: float = 1.0) -> None:
        """Let the picture stand."""
        if ticks := round(seconds * TICKS):
            self.wait(ticks / TICKS + EPSILON, frozen_frame=True)

    # -- words --------------------------------------------------------------------------------------------------

    def words(self, text: str, **look: Any) -> Words:
        """Words in the scene's theme; ``look`` is what ``Words`` takes beside it."""
        return Words(text, self.theme, **look)

    def number(self, value: Claim | Tensor, **look: Any) -> NumberText:
        """A claim, or a one-number Tensor taken as Measured, in the scene's theme; ``look`` is for ``NumberText``."""
        return NumberText(as_claim(value), self.theme, **look)

    def phrase(self, template: str, **values_and_look: Any) -> Phrase:
        """Words and values in a row in the scene's theme, by a template as ``say()`` takes it; see ``Phrase``."""
        return Phrase(template, self.theme, **values_and_look)

    def formula_of(
        self, result: Tensor, name: str, *, size: float | None = None, **inputs: Tensor | float
    ) -> FormulaTex:
        """The formula of that name in the scene's theme, which stands beside a tensor that it gives from the inputs."""
        return FormulaTex(FORMULAS[name], self.theme, size, Evaluation(result, MappingProxyType(inputs)))

    @contextmanager
    def say(self, template: str, *, holds: Any = None, **values: Any) -> Iterator[Line]:
        """Speak a line while the block plays, then rest until the line has been read.

        Args:
            template: a plain literal (so that gettext tools can extract it) with ``{names}`` and formats.
            holds: for each verdict of the line, the words that give it ("grows", "only", "all"), whether it is so in
                this trace. One that is not must lead to another line.
            values: claims, one-number Tensors (taken as Measured) or words.
        """
        with self.voice(said(template, holds=holds, **values)) as line:
            yield line

    def speak(self, name: str) -> AbstractContextManager[Line]:
        """Speak the line of the clip's script that has this name; as ``say()``."""
        return self.voice(self.said_lines[name])

    @cached_property
    def said_lines(self) -> Script:
        """The clip's script for its trace."""
        return self.script(self.trace)

    def until(self, words: str) -> None:
        """Within a line, rest until the caption with these words begins, so that what they name comes with them.

        Raises ValueError when the line has no such words. Where they have been said already, nothing is waited for.
        """
        line = self.timeline.lines[-1]
        cue = next((cue for cue in line.line.cues if words in cue.text), None)
        if cue is None:
            raise ValueError(f"the line has no {words!r}: {line.line.text!r}")
        self.rest(max(0.0, line.start + cue.start - self.clock))

    @contextmanager
    def voice(self, words: Said) -> Iterator[Line]:
        """What ``say()`` and ``speak()`` do: the line is captioned and noted, and the block lasts until it is read."""
        line = make_line(words.template, words.values)
        start = self.clock
        for cue in line.cues:
            self.timeline.cues.append(Cue(start + cue.start, start + cue.end, cue.text))
            self.add_subcaption("\n".join(cue.rows), duration=cue.end - cue.start, offset=cue.start)
        self.timeline.lines.append(Spoken(start, line, words.values, words.holds))
        yield line
        left = start + line.duration - self.clock
        if left > 0:
            self.rest(left)

    # -- the stage ----------------------------------------------------------------------------------------------

    @property
    def stage(self) -> Group:
        """Everything on the screen except the bands."""
        return Group(*(mobject for mobject in self.mobjects if mobject is not self.bands))

    @property
    def hero(self) -> Mobject | None:
        """What the present beat is about; the inspector measures it at the end of each line."""
        return self.timeline.heroes[-1][1] if self.timeline.heroes else None

    @hero.setter
    def hero(self, mobject: Mobject) -> None:
        """Say what the beat that begins now is about."""
        self.timeline.heroes.append((self.clock, mobject))

    def clear_stage(self, *, keep: Iterable[Mobject] = (), run_time: float = 0.8) -> None:
        """Fade everything but the bands and ``keep``."""
        kept = set(map(id, keep))
        going = [mobject for mobject in self.stage if id(mobject) not in kept]
        if going:
            self.play(*(FadeOut(mobject) for mobject in going), run_time=run_time)


def hand_over_claims(animation: Animation) -> None:
    """After a Transform the old mobject has the new shape: give it what the new one says of itself too.

    Numbers hand over their claims, and whatever else stands for values what its shapes stand for.
    """
    for part in getattr(animation, "animations", ()) if isinstance(animation, AnimationGroup) else ():
        hand_over_claims(part)
    if not isinstance(animation, Transform) or animation.replace_mobject_with_target_in_scene:
        return
    if isinstance(animation, TransformFromCopy):  # runs backwards: its mobject is the new one and stays as it is
        return
    target = animation.target_mobject
    if target is not None:
        _hand_over(animation.mobject, target)


def _hand_over(old: Mobject, new: Mobject) -> None:
    if hasattr(old, "hand_over") and isinstance(new, type(old)):
        old.hand_over(new)
    for part, its_new in zip(old.submobjects, new.submobjects, strict=False):
        _hand_over(part, its_new)


class Act(ExplainerScene):
    """An act plays its clips one after another, each on an empty stage."""

    clips: ClassVar[tuple[type[ExplainerScene], ...]] = ()

    def setup(self) -> None:
        """Paint the ground; the clips bring their own titles."""
        self.camera.background_color = self.theme.ground

    def tear_down(self) -> None:
        """Do nothing: each clip has rested at its end."""

    def construct(self) -> None:
        """Run every clip with this scene's renderer, so that one film results."""
        for clip in self.clips:
            part = clip(setting=self.setting, renderer=CairoRenderer(skip_animations=True))
            part.renderer = self.renderer
            part.setup()
            part.construct()
            part.tear_down()
            offset = self.clock
            timeline = part.timeline
            self.timeline.cues += [Cue(offset + c.start, offset + c.end, c.text) for c in timeline.cues]
            self.timeline.lines += [replace(spoken, start=offset + spoken.start) for spoken in timeline.lines]
            self.timeline.steps += [(offset + start, offset + end, moved) for start, end, moved in timeline.steps]
            self._ticks += round(timeline.end * TICKS)
