"""The size of the model and its switches.

Axis letters, used in comments and tensor labels all over the project (code only, never on screen):

    B  sentences in a batch          D  numbers per word, d_model
    S  source words                  H  heads
    T  target words                  K  numbers per head, d_k = d_v
    U  source vocabulary             F  hidden numbers of the feed-forward layer, d_ff
    V  target vocabulary
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from typing import Any

LARGEST = 1_000_000
"""Of any size: beyond it a description is damaged, and building what it says would take for ever."""


@dataclass(frozen=True)
class ModelConfig:
    """What must be known to build a Transformer. The five switches exist to measure what each part is for."""

    source_vocabulary: int
    target_vocabulary: int
    d_model: int = 32
    heads: int = 4
    d_k: int = 8
    d_ff: int = 128
    encoder_layers: int = 2
    decoder_layers: int = 2
    dropout: float = 0.1
    max_length: int = 16
    positions: bool = True  # add sinusoidal positions to the embeddings
    residual: bool = True  # add each sub-layer's input to its output
    mask: bool = True  # hide later words from the decoder
    scaling: bool = True  # divide scores by sqrt(d_k)
    norm: bool = True  # LayerNorm after each addition

    def __post_init__(self) -> None:
        for field in fields(self):
            value = getattr(self, field.name)
            wanted = {"int": int, "float": (int, float), "bool": bool}[str(field.type)]
            if not isinstance(value, wanted) or (isinstance(value, bool) and field.type != "bool"):  # type: ignore[arg-type]
                raise ValueError(f"{field.name} of a model must be {field.type}, not {value!r}")
        sizes = (self.source_vocabulary, self.target_vocabulary, self.d_model, self.heads, self.d_k, self.d_ff,
                 self.encoder_layers, self.decoder_layers, self.max_length)  # fmt: skip
        if min(sizes) < 1:
            raise ValueError(f"every size of a model must be at least 1, but this is {self}")
        if max(sizes) > LARGEST:
            raise ValueError(f"no size of a model may be more than {LARGEST:,}, but this is {self}")
        if self.d_model % 2:
            raise ValueError(f"d_model is {self.d_model}, but positions come in pairs of sine and cosine: make it even")
        if not 0 <= self.dropout < 1:
            raise ValueError(f"dropout is {self.dropout}, but must be at least 0 and less than 1")

    def without(self, *switches: str) -> ModelConfig:
        """The same model with some parts switched off: `config.without("residual")`."""
        return replace(self, **dict.fromkeys(switches, False))  # type: ignore[arg-type]

    def to_dict(self) -> dict[str, Any]:
        """The configuration as plain values, for a file's header."""
        return asdict(self)
