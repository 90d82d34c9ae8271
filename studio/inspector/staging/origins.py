"""Whether what is made of something comes out of it: a result must not fade in beside what it was computed from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set

from manim import Animation, FadeIn, FadeOut, Mobject

from model.trace import Tensor
from scenes.kit.claims import Measured
from scenes.kit.mobjects.formula import Evaluation
from studio.inspector.rules.findings import Finding
from studio.inspector.seen.stage import Stage
from studio.inspector.staging.frame import live_boxes
from studio.inspector.staging.moves import single

SHOWN = ("tensor", "weights")
"""What mobjects call the tensor that they show."""


def without_source(animations: Iterable[Animation], stage: Stage) -> Iterator[Finding]:
    """Results that fade in where they stand although what they are made of is on the stage, before a play begins.

    Nothing is said where the play moves something of the source or of the result, where what fades in starts at another
    place that is named (``target_position``), or where a result of the same is there already, whose figures these are.
    """
    every = list(single(animations))
    fading = [fade for fade in every if isinstance(fade, FadeIn) and not fade.point_target]
    given = [vars(formula)["evaluation"] for formula in stage.of_kind(Mobject) if vars(formula).get("evaluation")]
    made = [(fade, inputs) for fade in fading if (inputs := list(inputs_of(fade.mobject, given)))]
    if not made:
        return
    moved = _moved(every)
    seen = set(live_boxes(stage))
    sources = [source for source in stage.of_kind(Mobject) if _tensor_of(source) and _is_seen(source, seen)]
    used = {each.origin for source in sources for each in _derived_from(_tensor_of(source))}
    for fade, inputs in made:
        inputs = [each for each in inputs if each.origin not in used]
        own = {id(part) for part in fade.mobject.get_family()}
        if own & moved:
            continue
        for source in sources:
            family = {id(part) for part in source.get_family()}
            tensor = _tensor_of(source)
            if tensor is None or family & (own | moved) or not any(is_part(each, tensor) for each in inputs):
                continue
            name, of = type(fade.mobject).__name__, type(source).__name__
            message = f"a {name} fades in beside a {of} of {tensor.origin}, from which it is computed"
            yield Finding("without a source", f"{message}: let it come out of that")
            break


def inputs_of(mobject: Mobject, given: Sequence[Evaluation]) -> Iterator[Tensor]:
    """What the numbers and tensors that a mobject shows were computed from, as far as they say so, or formulas."""
    for part in mobject.get_family():
        claim = getattr(part, "claim", None)
        yield from (each for each in getattr(claim, "inputs", ()) if isinstance(each, Tensor))
        tensor = claim.tensor if isinstance(claim, Measured) else _tensor_of(part)
        if tensor is None:
            continue
        yield from _derived_from(tensor)
        for evaluation in given:
            if evaluation.result.origin == tensor.origin:
                yield from (each for each in evaluation.inputs.values() if isinstance(each, Tensor))


def is_part(tensor: Tensor, whole: Tensor) -> bool:
    """Whether a tensor is another one, or was selected from it."""
    return tensor.name == whole.name and tensor.steps[: len(whole.steps)] == whole.steps


def _derived_from(tensor: Tensor | None) -> tuple[Tensor, ...]:
    return () if tensor is None or tensor.derivation is None else tensor.derivation.inputs


def _tensor_of(mobject: Mobject) -> Tensor | None:
    for name in SHOWN:
        tensor = vars(mobject).get(name)
        if isinstance(tensor, Tensor):
            return tensor
    return None


def _is_seen(mobject: Mobject, seen: Set[int]) -> bool:
    return any(id(part) in seen for part in mobject.get_family())


def _moved(animations: Iterable[Animation]) -> set[int]:
    """The identities of all that a play moves, turns into something, or lets something come out of."""
    moved: set[int] = set()
    for animation in animations:
        if isinstance(animation, FadeOut) or (isinstance(animation, FadeIn) and not animation.point_target):
            continue
        for end in (animation.mobject, getattr(animation, "target_mobject", None)):
            if isinstance(end, Mobject):
                moved |= {id(part) for part in end.get_family()}
    return moved
