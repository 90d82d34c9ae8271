"""Hearing what passes a model's Taps, and replacing it: the model itself knows nothing of either."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from model.transformer import Transformer


@contextmanager
def heard(model: nn.Module, names: Iterable[str]) -> Iterator[dict[str, Tensor]]:
    """A dictionary into which each named Tap puts its last output, batch and all: `with heard(model, names) as t`."""
    taps: dict[str, Tensor] = {}

    def keeper(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        def hook(_: nn.Module, __: object, output: Tensor) -> None:
            taps[name] = output

        return hook

    handles = [model.get_submodule(name).register_forward_hook(keeper(name)) for name in names]
    try:
        yield taps
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def replaced(model: nn.Module, changes: Mapping[str, Callable[[Tensor], Tensor]]) -> Iterator[None]:
    """For a while each named Tap passes on what its function makes of its tensor, batch and all."""

    def changer(change: Callable[[Tensor], Tensor]) -> Callable[[nn.Module, object, Tensor], Tensor]:
        def hook(_: nn.Module, __: object, output: Tensor) -> Tensor:
            return change(output)

        return hook

    handles = [model.get_submodule(name).register_forward_hook(changer(change)) for name, change in changes.items()]
    try:
        yield
    finally:
        for handle in handles:
            handle.remove()


@contextmanager
def silence(model: Transformer, heads: Mapping[str, Sequence[int] | None]) -> Iterator[None]:
    """Switch off heads for a while: their report becomes zero, all else stays.

    `heads` maps an attention block to head numbers, or to None for all: {"encoder.1.self_attn": [2]}.
    """

    def zero(chosen: Sequence[int] | None) -> Callable[[Tensor], Tensor]:
        def change(mixed: Tensor) -> Tensor:
            keep = torch.ones(mixed.shape[1], 1, 1)  # (H, 1, 1)
            keep[slice(None) if chosen is None else list(chosen)] = 0
            return mixed * keep

        return change

    with replaced(model, {f"{block}.mixed": zero(chosen) for block, chosen in heads.items()}):
        yield


def encoder_attention(model: Transformer) -> dict[str, None]:
    """Every self-attention block of the encoder, for `silence(model, encoder_attention(model))`."""
    return {f"encoder.{name}.self_attn": None for name in model.encoder.layers}
