"""The model's blocks by their addresses, for maps of it."""

from __future__ import annotations

from model.trace import Trace

MOST_LAYERS = 12


def blocks_of(trace: Trace) -> tuple[str, ...]:
    """The addresses of the model's blocks in the order a signal passes them, from the layers that the trace holds."""
    main = trace.scope("main")
    encoder, decoder = (_layers(main, half) for half in ("encoder", "decoder"))
    names = ["encoder.input"]
    for layer in range(encoder):
        names += [f"encoder.{layer}.self_attn", f"encoder.{layer}.ffn"]
    names.append("decoder.input")
    for layer in range(decoder):
        names += [f"decoder.{layer}.self_attn", f"decoder.{layer}.cross_attn", f"decoder.{layer}.ffn"]
    names.append("decoder.logits")
    return tuple(names)


def _layers(main: Trace, half: str) -> int:
    return sum(f"{half}.{layer}.self_attn.weights" in main for layer in range(MOST_LAYERS))


def matches(name: str, lit: str) -> bool:
    """Whether a block belongs to a place: a block's address, or a part of several ("self_attn", "encoder", "")."""
    return name.startswith(lit) or f".{lit}" in name
