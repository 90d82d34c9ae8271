"""From a bundle and a sentence to a Trace: the only place where torch's tensors become the film's numbers.

Every Tap of model/transformer.py is heard by a forward hook while the model works on one sentence; its dotted name is
the tensor's name inside a scope. A causal model's full pass over its own greedy output gives the same rows as
writing word by word.

    main/                      the sentence and the model's own greedy translation
    twin/                      the same with one word changed, so that the pronoun flips (if there is such a word)
    counterpart/               the same with the last adjective of the other kind, where both nouns have one gender: the
                               pronoun stays (where it flips, the counterpart is the twin)
    neighbour.same/  .other/   what leaves each part of the encoder where another noun, of the same gender or of the
                               other, stands for the one that a word depends on: facts["neighbours"] says which
    shuffled/                  the words in another order; `shuffled/permutation` (S): which word stands at each place
    swapped/                   the two nouns' adjectives exchanged: the same words, another meaning (if there are any)
    search/                    greedy, beam and samples: ln p of each word, the beam's branches, rows computed
    reference/                 attention, logits and probabilities with the reference translation as decoder input
    gradients/                 dL/d of every Tap and parameter, L summed over the reference's words; see `gradients`
    ablated.NAME/              the sentence through a model trained without one part
    ablated.no_mask.reference/ the decoder's self-attention without a mask while it reads the right translation
    ablated.no_positions.shuffled/  .swapped/   its encoder on the shuffled and the swapped sentence
    run.step_N/                attention and probabilities at a step of the training run
    untrained/                 what enters the encoder and leaves its layers, at the first kept step of the run
    untrained.no_residual/     the same from the same numbers, but each report replaces the word it should be added to
    experiments/NAME/          the bundle's recorded experiments
    weights/                   the parameters

`facts` has what else is known: the roles of words, the alignment of the reference, sizes, losses, and how each
experiment was made; facts["experiments"]["training_run"]["measured"] names the heads in which the adjective sees the
pronoun's noun.

words["moved.NAME"] and ["moved.twin.NAME"] are what the model writes of the sentence and of its twin when one encoder
head's report at the last word is that of the other one's run, and words["moved.row.NAME"] when its row of weights is;
NAME is encoder.LAYER.self_attn[HEAD].

facts["thread"] has the roles in the bundle's own pair of sentences, which its experiments are about, and says whether
the film's own pair was held out from training.
facts["pictures"] has the nouns that have a picture: their French word and the picture, an SVG text.

`words` has, for each scope, SCOPE.source, SCOPE.target and SCOPE.decoder_rows; those of main also without a prefix.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

import numpy as np
import torch

from model.beside import moved_reports, neighbours, orders
from model.bundle import Bundle, versions
from model.decode import START_ID, Writer, beam, greedy
from model.grammar import END, Grammar, Words
from model.hooks import heard
from model.recorder import (
    Models,
    Recorder,
    alone,
    is_attention_or_output,
    is_between_layers,
    is_own_attention,
    is_reference,
    known_taps,
)
from model.trace import CONTENTS, Trace, build
from model.train import smoothed_loss
from model.transformer import Transformer

BEAM_WIDTH = 2
TEMPERATURES = (0.5, 1.0, 1.5)
SAMPLES = 8


def record(bundle: Bundle, sentence: str) -> Trace:
    """Everything that a film about `sentence` needs. Raises SentenceError when the grammar does not have it."""
    return record_from(Models(bundle), sentence)


def record_from(models: Models, sentence: str) -> Trace:
    """As `record()`, for one sentence after another of the same bundle."""
    bundle, grammar = models.bundle, models.bundle.grammar
    words = grammar.check(sentence)
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # the same sums in the same order each time
    try:
        recorder = Recorder(models)
        model = models.module()
        target = recorder.scope("main", model, words)
        reference = (*grammar.translate(words), END)
        twin, counterpart = grammar.twin(words), grammar.counterpart(words)
        if twin:
            recorder.scope("twin", model, twin)
            moved_reports(recorder, model, words, twin)
        elif counterpart:
            recorder.scope("counterpart", model, counterpart)
        beside = neighbours(recorder, model, words)
        orders(recorder, model, words)
        searches(recorder, model, words)
        losses = gradients(recorder, model, words, reference)
        for name in bundle.ablations:
            recorder.scope(f"ablated.{name}", models.module(f"ablated.{name}"), words)
        if "no_mask" in bundle.ablations:
            unmasked = models.module("ablated.no_mask")
            recorder.scope("ablated.no_mask.reference", unmasked, words, is_own_attention, target=reference)
        untrained(recorder, words)
        for step in bundle.steps:
            recorder.scope(f"run.step_{step}", models.module(f"step_{step}"), words, wanted=is_attention_or_output)
    finally:
        torch.set_num_threads(threads)
    records = {name: copy_experiment(recorder, name) for name in bundle.experiments}
    for name, values in models.weights().items():
        recorder.put(f"weights/{name}", values, parameter_axes(name))
    labels = recorder.words
    labels |= {"source_vocabulary": bundle.source_vocabulary, "target_vocabulary": bundle.target_vocabulary,
               "reference": reference}  # fmt: skip
    labels |= {name: labels[f"main.{name}"] for name in ("source", "target", "decoder_rows")}
    scopes = {"main": words, "twin": twin, "counterpart": None if twin else counterpart}
    roles = {name: grammar.roles(other) if other else None for name, other in scopes.items()}
    config = bundle.config
    return build(recorder.arrays, recorder.axes, labels, {
        "sentence": " ".join(words), "exact": target == reference, "neighbours": beside,
        **{name: " ".join(other) if (other := scopes[name]) else None for name in ("twin", "counterpart")},
        "bundle": bundle.name, "bundle_digest": bundle.digest, "weights_digest": bundle.weights_digest,
        "contents": CONTENTS, "versions": versions(), "config": config.to_dict(),
        "parameters": model.parameter_count, "losses": losses,
        "roles": {name: asdict(found) if found else None for name, found in roles.items()},
        "thread": thread_of(grammar, words, twin),
        "pictures": {name: {"french": grammar.nouns[name].french, "svg": svg}
                     for name, svg in grammar.pictures.items()},
        "alignment": [[token.kind, token.source] for token in grammar.aligned(words)],
        "steps": list(bundle.steps), "ablations": list(bundle.ablations), "experiments": records,
        "sizes": {"S": len(words) + 1, "T": len(target), "D": config.d_model, "H": config.heads, "K": config.d_k,
                  "F": config.d_ff, "U": config.source_vocabulary, "V": config.target_vocabulary},
    })  # fmt: skip


def thread_of(grammar: Grammar, words: Words, twin: Words | None) -> dict[str, Any]:
    """The roles in the bundle's own pair of sentences, and whether the film's sentence and its twin were held out."""
    pair = grammar.check(grammar.default) if grammar.default else ()
    other = grammar.twin(pair) if pair else None
    roles = {name: grammar.roles(one) if one else None for name, one in (("main", pair), ("twin", other))}
    return {
        "roles": {name: asdict(found) if found else None for name, found in roles.items()},
        "unseen": twin is not None and grammar.is_unseen(words) and grammar.is_unseen(twin),
    }


def untrained(recorder: Recorder, words: Words) -> None:
    """The encoder's rows before training, with residuals and without: the same numbers, one switch."""
    if not recorder.bundle.steps:
        return
    model = recorder.models.module(f"step_{recorder.bundle.steps[0]}")
    without = Transformer(model.config.without("residual")).eval()
    without.load_state_dict(model.state_dict())
    for name, other in (("untrained", model), ("untrained.no_residual", without)):
        recorder.scope(name, other, words, is_between_layers)


def searches(recorder: Recorder, model: Transformer, words: Words) -> None:
    """Greedy with and without a cache, beam search with its branches, samples at some temperatures."""
    source, names = recorder.encoder.source(words), recorder.encoder.words
    writer = Writer(model, source)
    cached, whole = writer.write(), greedy(model, source, cached=False)
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
            texts.append(" ".join(names(writer.write(temperature, generator).ids)))
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


def copy_experiment(recorder: Recorder, name: str) -> dict[str, Any]:
    """Take a recorded experiment into the trace, its words as experiments/NAME/LABEL; returns how it was made."""
    experiment = recorder.models.experiment(name)
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
