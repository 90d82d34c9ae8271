"""The parts of the model that made a trace, in the order a signal passes them, from the tensors that it holds."""

from __future__ import annotations

from dataclasses import dataclass

from model.trace import Trace
from scenes.kit.mobjects.model_map import blocks_of


@dataclass(frozen=True)
class Half:
    """The order of one half's blocks: its input, its layers, and what follows them."""

    name: str
    layers: tuple[tuple[str, ...], ...]
    after: tuple[str, ...]

    @property
    def blocks(self) -> tuple[str, ...]:
        """All addresses in order."""
        return (f"{self.name}.input", *(name for layer in self.layers for name in layer), *self.after)


def halves(trace: Trace) -> tuple[Half, Half]:
    """Encoder and decoder of the model that made the trace, add & norm after every part of a layer."""
    known = blocks_of(trace)
    made = []
    for half, after in (("encoder", ()), ("decoder", ("decoder.logits",))):
        numbers = sorted({int(name.split(".")[1]) for name in known if name.startswith(half) and name.count(".") == 2})
        layers = []
        for number in numbers:
            parts = [name for name in known if name.startswith(f"{half}.{number}.")]
            pairs = ((part, f"{half}.{number}.norm{place}") for place, part in enumerate(parts, start=1))
            layers.append(tuple(name for pair in pairs for name in pair))
        made.append(Half(half, tuple(layers), after))
    return made[0], made[1]
