"""The model once more, in NumPy and float64, from the bytes of the weights file, sharing nothing with model/.

Written loop by loop rather than tensor by tensor, so that a slip in the axes of one is not repeated in the other.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
KINDS = {"F32": np.float32, "F16": np.float16}


def read(path: Path) -> tuple[dict[str, Array], dict[str, Any]]:
    """Arrays and metadata of a safetensors file: 8 bytes of length, a JSON header, then the numbers."""
    raw = path.read_bytes()
    end = 8 + int.from_bytes(raw[:8], "little")
    header = json.loads(raw[8:end])
    metadata = header.pop("__metadata__")
    arrays = {}
    for name, entry in header.items():
        start, stop = entry["data_offsets"]
        flat = np.frombuffer(raw[end + start : end + stop], dtype=KINDS[entry["dtype"]])
        arrays[name] = flat.reshape(entry["shape"]).astype(np.float64)
    return arrays, metadata


class Independent:
    """One sentence through the model; `seen` holds every intermediate by the name that a Trace gives it."""

    def __init__(self, path: Path) -> None:
        self.w, metadata = read(path)
        self.config = json.loads(metadata["config"])
        self.source_words = json.loads(metadata["source_vocabulary"])
        self.target_words = json.loads(metadata["target_vocabulary"])
        self.seen: dict[str, Array] = {}

    def translate(self, source: list[str]) -> list[str]:
        """Greedy, word by word, everything computed anew each time; ends with the end token."""
        memory = self.encode(source)
        words = ["⟨start⟩"]
        while words[-1] != "⟨end⟩" and len(words) <= 16:
            logits = self.decode(words, memory)
            words.append(self.target_words[int(np.argmax(logits[-1]))])
        return words[1:]

    def encode(self, source: list[str]) -> Array:
        x = self.embed("encoder", source, self.source_words, self.w["source_embedding"])
        for layer in range(self.config["encoder_layers"]):
            here = f"encoder.{layer}"
            x = self.norm(f"{here}.norm1", x + self.attend(f"{here}.self_attn", x, x, causal=False))
            x = self.norm(f"{here}.norm2", x + self.feed(f"{here}.ffn", x))
        return x

    def decode(self, words: list[str], memory: Array) -> Array:
        y = self.embed("decoder", words, self.target_words, self.w["target_embedding"])
        for layer in range(self.config["decoder_layers"]):
            here = f"decoder.{layer}"
            y = self.norm(f"{here}.norm1", y + self.attend(f"{here}.self_attn", y, y, causal=self.config["mask"]))
            y = self.norm(f"{here}.norm2", y + self.attend(f"{here}.cross_attn", y, memory, causal=False))
            y = self.norm(f"{here}.norm3", y + self.feed(f"{here}.ffn", y))
        table = self.w["target_embedding"]
        logits = np.array([[float(np.dot(row, word)) for word in table] for row in y])
        self.seen["decoder.logits"] = logits
        self.seen["decoder.probabilities"] = np.array([self.softmax(row) for row in logits])
        return logits

    def embed(self, side: str, words: list[str], vocabulary: list[str], table: Array) -> Array:
        d = self.config["d_model"]
        rows, places = [], []
        for p, word in enumerate(words):
            rows.append(table[vocabulary.index(word)] * d**0.5)
            places.append([(np.sin, np.cos)[i % 2](p / 10000 ** ((i - i % 2) / d)) for i in range(d)])
        self.seen[f"{side}.embedding"], self.seen[f"{side}.position"] = np.array(rows), np.array(places)
        self.seen[f"{side}.input"] = np.array(rows) + np.array(places)
        return self.seen[f"{side}.input"]

    def attend(self, name: str, x: Array, memory: Array, causal: bool) -> Array:
        kept: dict[str, list[Array]] = {k: [] for k in
            ("query", "key", "value", "scores", "scaled", "masked", "weights", "mixed")}  # fmt: skip
        total = np.zeros_like(x)
        for head in range(self.config["heads"]):
            q, k, v = (
                rows @ self.w[f"{name}.{m}"][:, head] for rows, m in ((x, "w_q"), (memory, "w_k"), (memory, "w_v"))
            )
            scores = np.array([[float(np.dot(a, b)) for b in k] for a in q])
            scaled = scores / self.config["d_k"] ** 0.5
            masked = scaled.copy()
            if causal:
                for i in range(len(q)):
                    masked[i, i + 1 :] = -np.inf
            weights = np.array([self.softmax(row) for row in masked])
            mixed = weights @ v
            total += mixed @ self.w[f"{name}.w_o"][head]  # concat W_O is a sum over heads
            for key, value in zip(kept, (q, k, v, scores, scaled, masked, weights, mixed), strict=True):
                kept[key].append(value)
        for key, values in kept.items():
            self.seen[f"{name}.{key}"] = np.stack(values)
        self.seen[f"{name}.concat"] = np.concatenate(kept["mixed"], axis=1)
        self.seen[f"{name}.output"] = total
        return total

    def feed(self, name: str, x: Array) -> Array:
        before = x @ self.w[f"{name}.w_1"] + self.w[f"{name}.b_1"]
        hidden = np.where(before > 0, before, 0)
        out = hidden @ self.w[f"{name}.w_2"] + self.w[f"{name}.b_2"]
        self.seen |= {f"{name}.before_relu": before, f"{name}.hidden": hidden, f"{name}.output": out}
        return out

    def norm(self, name: str, x: Array) -> Array:
        mean, std = x.mean(1), np.sqrt(x.var(1) + 1e-5)
        out = (x - mean[:, None]) / std[:, None] * self.w[f"{name}.gain"] + self.w[f"{name}.bias"]
        self.seen |= {f"{name}.input": x, f"{name}.mean": mean, f"{name}.std": std, f"{name}.output": out}
        return out

    @staticmethod
    def softmax(row: Array) -> Array:
        power = np.exp(row - row.max())
        return power / power.sum()
