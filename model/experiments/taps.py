"""What passes the model's Taps while it reads and writes sentences: attention weights and hidden numbers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor

from model.hooks import heard
from model.transformer import Transformer

__all__ = ["heard", "read"]


@torch.no_grad()
def read(model: Transformer, source: Tensor, target: Tensor, names: Sequence[str]) -> dict[str, Tensor]:
    """The named tensors (B, ...) of one pass over source (B, S) and target (B, T)."""
    with heard(model, names) as taps:
        model(source, target)
    return taps
