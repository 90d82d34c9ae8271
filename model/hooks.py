"""Hearing what passes a model's Taps."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from torch import Tensor, nn


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
