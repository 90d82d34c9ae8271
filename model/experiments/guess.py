"""A step from where the model was still guessing: what is asked of it there, the slopes that say so, and one update.

The shipped run itself cannot be walked again: with the same seed and versions another processor ends elsewhere, and
its checkpoints hold the weights alone, not the averages that Adam had gathered. So this is *a* step from a checkpoint,
never the step that the run took: the weights of the checkpoint are loaded and stand still while Adam gathers its
averages from the run's own latest batches; then one step is taken, at the run's learning rate, on a batch that holds
the sentence.
"""

from __future__ import annotations

import random
from itertools import islice

import numpy as np
import torch
from torch import Tensor

from model.decode import greedy
from model.experiments.lab import SEED, Lab
from model.experiments.record import Record, Schema
from model.experiments.taps import heard, read
from model.grammar import END, Words
from model.train import SMOOTHING, Batch, adam, learning_rate, smoothed_loss
from model.transformer import Transformer

DECIDED = 0.5  # a pronoun is decided when the right one has more of the probability than all else
GATHERED = 200  # batches

KEPT = ("query", "key", "scores", "weights")  # of each encoder block, before the step
SLOPES = ("query", "key", "scaled", "weights")
AFTER = ("scores", "weights")

STEP_FROM_GUESS = Schema(
    "step_from_guess",
    {
        "step": ("", "the last kept step at which the pronoun is wrong, or undecided"),
        "kept.step": ("R", "every kept step"),
        "kept.right kept.wrong": ("R", "probability of the right pronoun and of the other one, at its place"),
        "learning_rate": ("", "of the step that is taken"),
        "gathered batch": ("", "batches that Adam gathers its averages from, and sentences in each"),
        "place predicate": ("", "the decoder's row that names the pronoun, and the last adjective's place; from 0"),
        "asked": ("T V", "the target q"),
        "before.probabilities after.probabilities": ("T V", "before the step and after it, the right words read"),
        "before.twin after.twin": ("T V", "the same for the twin"),
        "before.loss after.loss": ("", "smoothed loss, summed over the sentence's words"),
        "before.scores before.weights after.scores after.weights": ("L H S S", "of the encoder's attention"),
        "before.query before.key": ("L H S K", "queries and keys of the encoder's attention"),
        "before.input": ("L S D", "what each of its layers reads"),
        "d_logits": ("T V", "slope of that loss by each logit: probability less target"),
        "d_weights d_scaled": ("L H S S", "by each weight, and by each score divided by the root of d_k"),
        "d_query d_key": ("L H S K", "by each number of a query and of a key"),
        "d_w_q d_w_k": ("L D H K", "by each number of W_Q and W_K"),
        "pronoun.d_weights pronoun.d_scaled": ("L H S S", "slopes of the part of the loss that is the pronoun's"),
        "sizes": ("P", "size of the slopes of each parameter"),
        "moved": ("P", "size of the change that the step makes to it"),
    },
    {
        "sentence twin": "the default sentence and its counterpart",
        "source": "the sentence with its end token",
        "reference twin.reference": "their translations",
        "pronouns": "the right pronoun and the other one",
        "vocabulary": "French words by id",
        "parameters": "names of the parameters",
        "written": "what the model of the checkpoint writes by itself",
    },
)


def step_from_guess(lab: Lab) -> Record:
    """Slopes of one sentence at the last checkpoint at which its pronoun is a guess, and one step from there."""
    words, twin = lab.pair
    sides = {"probabilities": lab.encoder.batch([words]), "twin": lab.encoder.batch([twin])}
    batch = sides["probabilities"]
    roles = lab.grammar.roles(words)
    assert roles is not None, "the pair has a pronoun"
    pronouns = (roles.pronoun_word, "elle" if roles.pronoun_word == "il" else "il")
    kept = kept_pronouns(lab, batch, pronouns)
    step = last_guess(lab.bundle.steps, kept)
    model = lab.bundle.module(f"step_{step}")
    written = translated(lab, model, words)
    before = look(model, batch, KEPT)
    arrays: dict[str, object] = {
        "step": step,
        "kept.step": lab.bundle.steps,
        "kept.right": kept[:, 0],
        "kept.wrong": kept[:, 1],
        "place": roles.pronoun,
        "predicate": roles.predicate,
        "asked": asked(batch, model.config.target_vocabulary),
        "gathered": GATHERED,
        "batch": lab.plan.batch,
        **{f"before.{name}": values for name, values in before.items()},
        **{f"before.{name}": probabilities(model, side) for name, side in sides.items()},
        **slopes(model, batch),
    }
    only = slopes(model, batch, row=roles.pronoun)
    arrays |= {f"pronoun.{name}": only[name] for name in ("d_weights", "d_scaled")}
    old = {name: p.detach().clone() for name, p in model.named_parameters()}
    arrays["sizes"] = sizes(model, batch)
    arrays["learning_rate"] = take_step(lab, model, step, words)
    after = look(model, batch, AFTER)
    arrays |= {f"after.{name}": values for name, values in after.items() if name != "input"}
    arrays |= {f"after.{name}": probabilities(model, side) for name, side in sides.items()}
    arrays["moved"] = [float((p.detach() - old[name]).norm()) for name, p in model.named_parameters()]
    return STEP_FROM_GUESS.record(
        SEED,
        {
            "rule": f"the last kept step at which the right pronoun has no more than {DECIDED} of the probability",
            "loss": "smoothed cross-entropy summed over the words of this one sentence, without dropout",
            "averages": f"of Adam, gathered from {GATHERED} batches of the run's own sentences, while the weights "
            "of the checkpoint stand still; with dropout, as in training",
            "batch": "this sentence, which the run itself never trained on, and the run's next sentences",
            "not": "the step that the run took: that one cannot be made again",
            "seed of the dropout": SEED,
        },
        arrays,
        {
            "sentence": words,
            "twin": twin,
            "source": (*words, END),
            "reference": (*lab.grammar.translate(words), END),
            "twin.reference": (*lab.grammar.translate(twin), END),
            "pronouns": pronouns,
            "vocabulary": lab.grammar.target_vocabulary,
            "parameters": tuple(old),
            "written": written,
        },
    )


def kept_pronouns(lab: Lab, batch: Batch, pronouns: tuple[str, str]) -> np.ndarray:
    """Probabilities of the right pronoun and of the other one at every checkpoint, (R, 2)."""
    ids = [lab.encoder.target_ids[word] for word in pronouns]
    place = int(batch.pronoun[0])
    rows = [probabilities(lab.bundle.module(f"step_{step}"), batch)[place, ids] for step in lab.bundle.steps]
    return np.array(rows)


def last_guess(steps: tuple[int, ...], kept: np.ndarray) -> int:
    """The last kept step at which the right pronoun is not decided; the first step if there is none."""
    guessed = [step for step, (right, _) in zip(steps, kept, strict=True) if right <= DECIDED]
    return guessed[-1] if guessed else steps[0]


def translated(lab: Lab, model: Transformer, words: Words) -> Words:
    """What a model writes by itself."""
    return lab.encoder.words(greedy(model, lab.encoder.source(words)).ids)


@torch.no_grad()
def probabilities(model: Transformer, batch: Batch) -> np.ndarray:
    """Probabilities (T, V) of one sentence's words, the right ones read."""
    model.eval()
    return model(batch.source, batch.read)[0].softmax(-1).numpy()


def asked(batch: Batch, vocabulary: int) -> np.ndarray:
    """The smoothed target (T, V) of one sentence."""
    target = np.full((batch.write.shape[1], vocabulary), SMOOTHING / vocabulary)
    target[np.arange(len(target)), batch.write[0].numpy()] += 1 - SMOOTHING
    return target


def look(model: Transformer, batch: Batch, parts: tuple[str, ...]) -> dict[str, np.ndarray]:
    """The encoder's attention in one sentence, its layers stacked; what each layer reads; and the summed loss."""
    model.eval()
    found: dict[str, np.ndarray] = {}
    for part in parts:
        names = [f"encoder.{i}.self_attn.{part}" for i in model.encoder.layers]
        taps = read(model, batch.source, batch.read, names)
        found[part] = np.stack([taps[name][0].numpy() for name in names])  # (L, H, S, S)
    names = ["encoder.input", *(f"encoder.{i}.norm2.output" for i in model.encoder.layers[:-1])]
    taps = read(model, batch.source, batch.read, names)
    found["input"] = np.stack([taps[name][0].numpy() for name in names])  # (L, S, D)
    with torch.no_grad():
        found["loss"] = loss_of(model(batch.source, batch.read), batch).numpy()
    return found


def loss_of(logits: Tensor, batch: Batch, row: int | None = None) -> Tensor:
    """The smoothed loss of one sentence, summed over its words, or of one of them."""
    rows = slice(None) if row is None else slice(row, row + 1)
    write = batch.write[:, rows]
    return smoothed_loss(logits[:, rows], write) * write.shape[1]


def slopes(model: Transformer, batch: Batch, row: int | None = None) -> dict[str, np.ndarray]:
    """How the sentence's loss (or one word's part of it) changes with logits, attention, and the matrices behind it."""
    model.eval()
    layers = model.encoder.layers
    taps_of = {part: [f"encoder.{i}.self_attn.{part}" for i in layers] for part in SLOPES}
    matrices = {f"w_{k}": [model.get_parameter(f"encoder.{i}.self_attn.w_{k}") for i in layers] for k in "qk"}
    with heard(model, [name for names in taps_of.values() for name in names]) as taps:
        logits = model(batch.source, batch.read)
    by = {"logits": [logits], **{part: [taps[name] for name in names] for part, names in taps_of.items()}, **matrices}
    flat = [tensor for tensors in by.values() for tensor in tensors]
    found = iter(torch.autograd.grad(loss_of(logits, batch, row), flat))
    result: dict[str, np.ndarray] = {}
    for name, tensors in by.items():
        grads = [next(found) for _ in tensors]
        alone = [grad if name in matrices else grad[0] for grad in grads]
        result[f"d_{name}"] = alone[0].numpy() if name == "logits" else torch.stack(alone).numpy()
    return result


def sizes(model: Transformer, batch: Batch) -> list[float]:
    """The size of the sentence's slopes in each parameter."""
    model.eval()
    loss = loss_of(model(batch.source, batch.read), batch)
    return [float(grad.norm()) for grad in torch.autograd.grad(loss, list(model.parameters()))]


def take_step(lab: Lab, model: Transformer, step: int, words: Words) -> float:
    """Let Adam gather its averages, then change the model by one step; returns the learning rate of that step."""
    plan = lab.plan
    optimizer = adam(model)
    sentences = lab.grammar.sentences(random.Random(plan.seed), unseen=False)
    first = max(0, step - GATHERED) * plan.batch  # of the run's own sentences
    sentences = islice(sentences, first, None)
    model.train()
    with torch.random.fork_rng():
        torch.manual_seed(SEED)
        for number in range(GATHERED + 1):
            last = number == GATHERED
            chosen = [words] if last else []
            chosen += islice(sentences, plan.batch - len(chosen))
            batch = lab.encoder.batch(chosen)
            rate = learning_rate(step + 1, model.config.d_model, plan.warmup) if last else 0.0
            optimizer.param_groups[0]["lr"] = rate
            optimizer.zero_grad()
            smoothed_loss(model(batch.source, batch.read), batch.write).backward()
            optimizer.step()
    model.eval()
    return rate


__all__ = ["step_from_guess"]
