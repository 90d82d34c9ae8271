"""What passes the model's Taps while it reads and writes sentences: attention weights and hidden numbers."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from model.transformer import Transformer


@contextmanager
def heard(model: Transformer, names: Sequence[str]) -> Iterator[dict[str, Tensor]]:
    """A dictionary that each named Tap's last output is put into: `with heard(model, names) as taps: model(...)`."""
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


@torch.no_grad()
def read(model: Transformer, source: Tensor, target: Tensor, names: Sequence[str]) -> dict[str, Tensor]:
    """The named tensors (B, ...) of one pass over source (B, S) and target (B, T)."""
    with heard(model, names) as taps:
        model(source, target)
    return taps
