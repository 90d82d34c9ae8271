"""What a Trace will hold, while it is being collected: sentences run through a model, and what its Taps heard."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.bundle import Bundle
from model.decode import START_ID, greedy
from model.grammar import END, START, Words
from model.hooks import heard
from model.train import Encoder
from model.transformer import Tap, Transformer

Wanted = Callable[[str], bool]


class Models:
    """A bundle's models and experiments, each read from its file once, however many sentences are recorded."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.module = cache(bundle.module)
        self.experiment = cache(bundle.experiment)
        self.weights = cache(bundle.weights)


class Recorder:
    """What a Trace will hold, while it is being collected."""

    def __init__(self, models: Models) -> None:
        self.models, self.bundle = models, models.bundle
        self.encoder = Encoder(self.bundle.grammar)
        self.arrays: dict[str, NDArray[Any]] = {}
        self.axes: dict[str, tuple[str, ...]] = {}
        self.words: dict[str, tuple[str, ...]] = {}

    def put(self, name: str, values: Any, axes: tuple[str, ...] | str) -> None:
        """Add one array; floating-point numbers become float32."""
        array = np.asarray(values.detach().numpy() if isinstance(values, Tensor) else values)
        if array.dtype.kind == "f":
            array = array.astype(np.float32)
        self.arrays[name], self.axes[name] = array, tuple(axes.split() if isinstance(axes, str) else axes)

    def scope(self, name: str, model: Transformer, source: Words, wanted: Wanted | None = None,
              target: Words | None = None) -> Words:  # fmt: skip
        """Run `model` on a sentence and its own greedy output (or `target`) and keep what the taps heard."""
        ids = self.encoder.source(source)
        written = greedy(model, ids).ids if target is None else tuple(self.encoder.target_ids[w] for w in target)
        known = known_taps(model)
        with heard(model, known) as taps, torch.no_grad():
            logits = model(ids, torch.tensor([[START_ID, *written[:-1]]]))
            model.decoder.probabilities(logits.softmax(-1))
        for tap, values in taps.items():
            if wanted is None or wanted(tap):
                self.put(f"{name}/{tap}", alone(values, known[tap]), known[tap].axes)
        words = self.encoder.words(written)
        labels = {"source": (*source, END), "target": words, "decoder_rows": (START, *words[:-1])}
        self.words |= {f"{name}.{key}": value for key, value in labels.items()}
        return words


def known_taps(model: Transformer) -> dict[str, Tap]:
    """Every Tap of a model by its dotted name."""
    return {name: module for name, module in model.named_modules() if isinstance(module, Tap)}


def alone(values: Tensor, tap: Tap) -> Tensor:
    """The tensor of the one sentence in the batch; positions have no batch."""
    return values[0] if values.dim() > len(tap.axes) else values


def is_attention_or_output(tap: str) -> bool:
    """What is kept of a step of the training run."""
    return tap.endswith("attn.weights") or tap == "decoder.probabilities"


def is_own_attention(tap: str) -> bool:
    """The decoder's attention to its own words, and what it makes of it."""
    return (tap.startswith("decoder.") and tap.endswith("self_attn.weights")) or tap == "decoder.probabilities"


def is_between_layers(tap: str) -> bool:
    """What enters the encoder and what leaves each of its layers."""
    return tap == "encoder.input" or (tap.startswith("encoder.") and tap.endswith("norm2.output"))


def is_between_parts(tap: str) -> bool:
    """What enters the encoder, and what leaves each attention and each feed-forward part with its sum and norm."""
    return tap == "encoder.input" or (tap.startswith("encoder.") and tap.endswith(("norm1.output", "norm2.output")))


def is_reference(tap: str) -> bool:
    """What is kept of the pass over the reference: what the backward formulas start from."""
    return tap.endswith(("attn.weights", "attn.value", "decoder.logits", "decoder.probabilities"))
