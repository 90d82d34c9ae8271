"""From a bundle and a sentence to a Trace: the only place where torch's tensors become the film's numbers.

Every Tap of model/transformer.py is heard by a forward hook while the model works on one sentence; its dotted name is
the tensor's name inside a scope. A causal model's full pass over its own greedy output gives the same rows as
writing word by word.

    main/                      the sentence and the model's own greedy translation
    twin/                      the same with one word changed, so that the pronoun flips (if there is such a word)
    shuffled/                  the words in another order; `shuffled/permutation` (S): which word stands at each place
    swapped/                   the two nouns' adjectives exchanged: the same words, another meaning (if there are any)
    search/                    greedy, beam and samples: ln p of each word, the beam's branches, rows computed
    reference/                 attention, logits and probabilities with the reference translation as decoder input
    gradients/                 dL/d of every Tap and parameter, L summed over the reference's words; see `gradients`
    ablated.NAME/              the sentence through a model trained without one part
    ablated.no_positions.shuffled/  .swapped/   its encoder on the shuffled and the swapped sentence
    run.step_N/                attention and probabilities at a step of the training run
    untrained/                 what enters the encoder and leaves its layers, at the first kept step of the run
    untrained.no_residual/     the same from the same numbers, but each report replaces the word it should be added to
    experiments/NAME/          the bundle's recorded experiments
    weights/                   the parameters

`facts` has what else is known: the roles of words, the alignment of the reference, sizes, losses, and how each
experiment was made; facts["experiments"]["training_run"]["measured"] names the heads in which the adjective sees the
pronoun's noun.

`words` has, for each scope, SCOPE.source, SCOPE.target and SCOPE.decoder_rows; those of main also without a prefix.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from model.bundle import Bundle, versions
from model.decode import START_ID, beam, greedy, sample
from model.grammar import END, START, Words
from model.hooks import heard
from model.trace import CONTENTS, Trace, build
from model.train import Encoder, smoothed_loss
from model.transformer import Tap, Transformer

BEAM_WIDTH = 2
TEMPERATURES = (0.5, 1.0, 1.5)
SAMPLES = 8
ORDER_SEED = 7

Wanted = Callable[[str], bool]


class Recorder:
    """What a Trace will hold, while it is being collected."""

    def __init__(self, bundle: Bundle) -> None:
        self.bundle = bundle
        self.encoder = Encoder(bundle.grammar)
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


def record(bundle: Bundle, sentence: str) -> Trace:
    """Everything that a film about `sentence` needs. Raises SentenceError when the grammar does not have it."""
    grammar = bundle.grammar
    words = grammar.check(sentence)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the same sums in the same order each time
    try:
        recorder = Recorder(bundle)
        model = bundle.module()
        target = recorder.scope("main", model, words)
        reference = (*grammar.translate(words), END)
        twin = grammar.twin(words)
        if twin:
            recorder.scope("twin", model, twin)
        orders(recorder, model, words)
        searches(recorder, model, words)
        losses = gradients(recorder, model, words, reference)
        for name in bundle.ablations:
            recorder.scope(f"ablated.{name}", bundle.module(f"ablated.{name}"), words)
        untrained(recorder, words)
        for step in bundle.steps:
            recorder.scope(f"run.step_{step}", bundle.module(f"step_{step}"), words, wanted=is_attention_or_output)
    finally:
        torch.set_num_threads(threads)
    records = {name: copy_experiment(recorder, name) for name in bundle.experiments}
    for name, values in bundle.weights().items():
        recorder.put(f"weights/{name}", values, parameter_axes(name))
    labels = recorder.words
    labels |= {"source_vocabulary": bundle.source_vocabulary, "target_vocabulary": bundle.target_vocabulary,
               "reference": reference}  # fmt: skip
    labels |= {name: labels[f"main.{name}"] for name in ("source", "target", "decoder_rows")}
    roles = {"main": grammar.roles(words), "twin": grammar.roles(twin) if twin else None}
    config = bundle.config
    return build(recorder.arrays, recorder.axes, labels, {
        "sentence": " ".join(words), "twin": " ".join(twin) if twin else None, "exact": target == reference,
        "bundle": bundle.name, "bundle_digest": bundle.digest, "weights_digest": bundle.weights_digest,
        "contents": CONTENTS, "versions": versions(), "config": config.to_dict(),
        "parameters": model.parameter_count, "losses": losses,
        "roles": {name: asdict(found) if found else None for name, found in roles.items()},
        "alignment": [[token.kind, token.source] for token in grammar.aligned(words)],
        "steps": list(bundle.steps), "ablations": list(bundle.ablations), "experiments": records,
        "sizes": {"S": len(words) + 1, "T": len(target), "D": config.d_model, "H": config.heads, "K": config.d_k,
                  "F": config.d_ff, "U": config.source_vocabulary, "V": config.target_vocabulary},
    })  # fmt: skip


def is_attention_or_output(tap: str) -> bool:
    """What is kept of a step of the training run."""
    return tap.endswith("attn.weights") or tap == "decoder.probabilities"


def untrained(recorder: Recorder, words: Words) -> None:
    """The encoder's rows before training, with residuals and without: the same numbers, one switch."""
    if not recorder.bundle.steps:
        return
    model = recorder.bundle.module(f"step_{recorder.bundle.steps[0]}")
    without = Transformer(model.config.without("residual")).eval()
    without.load_state_dict(model.state_dict())
    for name, other in (("untrained", model), ("untrained.no_residual", without)):
        recorder.scope(name, other, words, is_between_layers)


def is_between_layers(tap: str) -> bool:
    """What enters the encoder and what leaves each of its layers."""
    return tap == "encoder.input" or (tap.startswith("encoder.") and tap.endswith("norm2.output"))


def orders(recorder: Recorder, model: Transformer, words: Words) -> None:
    """The same words in other orders, through the model and through the encoder that knows no positions."""
    places = list(range(len(words)))
    random.Random(ORDER_SEED).shuffle(places)
    if places == sorted(places):
        places = places[::-1]
    shuffled = tuple(words[i] for i in places)
    swapped = swap_adjectives(recorder, words)
    blind = recorder.bundle.module("ablated.no_positions") if "no_positions" in recorder.bundle.ablations else None
    for name, other in (("shuffled", shuffled), ("swapped", swapped)):
        if other is None:
            continue
        recorder.scope(name, model, other)
        if blind is not None:
            recorder.scope(f"ablated.no_positions.{name}", blind, other, lambda tap: not tap.startswith("decoder.") or
                           is_attention_or_output(tap))  # fmt: skip
    recorder.put("shuffled/permutation", np.array([*places, len(words)]), "S")


def swap_adjectives(recorder: Recorder, words: Words) -> Words | None:
    """A sentence of the grammar with the two nouns' adjectives exchanged, or None if that is no other sentence."""
    classes = [recorder.bundle.grammar.class_of[word] for word in words]
    subject, thing = classes.index("agent"), classes.index("thing")
    second = classes.index("the", 1)
    swapped = (
        words[0],
        *words[second + 1 : thing],
        words[subject],
        *words[subject + 1 : second + 1],
        *words[1:subject],
        *words[thing:],
    )
    return swapped if swapped != words else None


def searches(recorder: Recorder, model: Transformer, words: Words) -> None:
    """Greedy with and without a cache, beam search with its branches, samples at some temperatures."""
    source, names = recorder.encoder.source(words), recorder.encoder.words
    cached, whole = greedy(model, source), greedy(model, source, cached=False)
    recorder.put("search/greedy.log_probabilities", cached.log_probabilities, "T")
    recorder.put("search/greedy.rows_with_cache", cached.rows, "")
    recorder.put("search/greedy.rows_without_cache", whole.rows, "")
    recorder.words["search.greedy"] = names(cached.ids)
    best, branches = beam(model, source, BEAM_WIDTH)
    recorder.put("search/beam.log_probabilities", best.log_probabilities, "T")
    recorder.put("search/beam.width", BEAM_WIDTH, "")
    recorder.put("search/beam.branches.step", [b.step for b in branches], "R")
    recorder.put("search/beam.branches.score", [b.score for b in branches], "R")
    recorder.put("search/beam.branches.kept", [int(b.kept) for b in branches], "R")
    recorder.words["search.beam"] = names(best.ids)
    recorder.words["search.beam.branches"] = tuple(" ".join(names(b.ids)) for b in branches)
    generator = torch.Generator().manual_seed(0)
    texts, temperatures = [], []
    for temperature in TEMPERATURES:
        for _ in range(SAMPLES):
            texts.append(" ".join(names(sample(model, source, temperature, generator).ids)))
            temperatures.append(temperature)
    recorder.put("search/samples.temperature", np.array(temperatures), "R")
    recorder.words["search.samples"] = tuple(texts)


def gradients(recorder: Recorder, model: Transformer, words: Words, reference: Words) -> dict[str, float]:
    """dL/d of everything, where L is the smoothed cross-entropy summed over the words of the reference translation.

    So `gradients/decoder.logits` is p - q, row by row. `gradients/weights.NAME` is that of a parameter, and
    `gradients/sizes` holds the Frobenius norms of all of them, in the order of words["parameters"]. Returns L and its
    mean over the words.
    """
    recorder.scope("reference", model, words, is_reference, target=reference)
    write = torch.tensor([[recorder.encoder.target_ids[word] for word in reference]])
    read = torch.tensor([[START_ID, *write[0, :-1].tolist()]])
    model.zero_grad()
    known = known_taps(model)
    with heard(model, known) as inner:
        logits = model(recorder.encoder.source(words), read)  # (1, T, V)
    for output in inner.values():
        if output.requires_grad:
            output.retain_grad()
    loss = smoothed_loss(logits, write) * write.shape[1]
    loss.backward()
    for name, output in inner.items():
        if output.grad is not None:
            recorder.put(f"gradients/{name}", alone(output.grad, known[name]), known[name].axes)
    parameters = dict(model.named_parameters())
    found = {name: p.grad if p.grad is not None else torch.zeros_like(p) for name, p in parameters.items()}
    for name, grad in found.items():
        recorder.put(f"gradients/weights.{name}", grad, parameter_axes(name))
    recorder.put("gradients/sizes", [float(grad.norm()) for grad in found.values()], "P")
    recorder.put("gradients/loss", float(loss.detach()), "")
    recorder.words["parameters"] = tuple(found)
    model.zero_grad()
    return {"sum": float(loss.detach()), "mean": float(loss.detach()) / write.shape[1]}


def is_reference(tap: str) -> bool:
    """What is kept of the pass over the reference: what the backward formulas start from."""
    return tap.endswith(("attn.weights", "attn.value", "decoder.logits", "decoder.probabilities"))


def copy_experiment(recorder: Recorder, name: str) -> dict[str, Any]:
    """Take a recorded experiment into the trace, its words as experiments/NAME/LABEL; returns how it was made."""
    experiment = recorder.bundle.experiment(name)
    for key, values in experiment.arrays.items():
        recorder.put(f"experiments/{name}/{key}", values, tuple(experiment.axes[key]))
    for key, labels in experiment.words.items():
        recorder.words[f"experiments/{name}/{key}"] = tuple(labels)
    return {key: value for key, value in experiment.meta.items() if key not in ("axes", "words")}


PARAMETER_AXES = {
    **{"w_q": "D H K", "w_k": "D H K", "w_v": "D H K", "w_o": "H K D"},
    **{"w_1": "D F", "b_1": "F", "w_2": "F D", "b_2": "D", "gain": "D", "bias": "D"},
    **{"source_embedding": "U D", "target_embedding": "V D"},
}


def parameter_axes(name: str) -> tuple[str, ...]:
    """The axis letters of a parameter, by the last part of its name."""
    return tuple(PARAMETER_AXES[name.rpartition(".")[2]].split())
