"""How far the blame for a mistake reaches back: recurrent networks against attention, before and after training."""

from __future__ import annotations

import torch

from model.experiments.lab import SEED, Lab
from model.experiments.measure import sentences_of_length
from model.experiments.record import Record, Schema
from model.experiments.recurrent import (
    PlainCell,
    RecurrentTranslator,
    blame,
    exact_share,
    fit,
    make,
    sum_of_losses,
)
from model.experiments.taps import heard
from model.train import Batch, new_model
from model.transformer import Transformer

RELAY = Schema(
    "relay",
    {
        "*.before.d_state *.after.d_state": ("place", "size of the loss's gradient in the memory, rnn or lstm"),
        "*.before.d_input *.after.d_input": ("place", "the same in the word's vector, also of the transformer"),
        "rnn.exact lstm.exact": ("", "share of unseen sentences that come out word for word"),
        "example.input example.state example.gradient": ("place D", "of the untrained rnn on the example"),
        "example.w example.u": ("D D", "its weights"),
        "sentences": ("", "number of unseen sentences, all as long as the default one"),
        "steps": ("", "training steps of rnn and lstm"),
    },
    {"example": "the default sentence, whose words are the places"},
)


def relay(lab: Lab, sentences: int = 200, steps: int = 3000) -> Record:
    """Gradient sizes at each word of unseen sentences as long as the default one, the end token last."""
    places = len(lab.default) + 1
    unseen = sentences_of_length(lab.grammar, len(lab.default), sentences, SEED)
    batch = lab.encoder.batch(unseen)
    arrays: dict[str, object] = {}
    check = lab.unseen(500, seed=SEED)
    for kind in ("rnn", "lstm"):
        model = make(kind, lab)
        for moment in ("before", "after"):
            if moment == "after":
                fit(model, lab, steps)
            states, inputs = blame(model, batch)  # (B, S) each
            arrays[f"{kind}.{moment}.d_state"] = states.mean(0).numpy()
            arrays[f"{kind}.{moment}.d_input"] = inputs.mean(0).numpy()
            if kind == "rnn" and moment == "before":
                arrays |= one_sentence(model, lab)
        arrays[f"{kind}.exact"] = exact_share(model, lab.encoder, check, lab.model.config.max_length)
    untrained = new_model(lab.grammar, lab.plan).eval()
    for moment, transformer in (("before", untrained), ("after", lab.model)):
        arrays[f"transformer.{moment}.d_input"] = transformer_blame(transformer, batch).mean(0).numpy()
    return RELAY.record(
        SEED,
        {"sentences": len(unseen), "words": places, "steps": steps, "width": lab.model.config.d_model},
        {**arrays, "sentences": len(unseen), "steps": steps},
        {"example": (*lab.default, "⟨end⟩")},
    )


def transformer_blame(model: Transformer, batch: Batch) -> torch.Tensor:
    """Size of each sentence's loss gradient in every vector that enters the encoder: (B, S)."""
    with heard(model, ["encoder.input"]) as taps:
        logits = model(batch.source, batch.read)
    (gradient,) = torch.autograd.grad(sum_of_losses(logits, batch.write), [taps["encoder.input"]])
    return gradient.norm(dim=-1)


def one_sentence(model: RecurrentTranslator, lab: Lab) -> dict[str, object]:
    """The untrained plain network on the default sentence: its weights, inputs, states and gradients, step by step."""
    batch = lab.encoder.batch([lab.default])
    x = model.source_embedding[batch.source].detach().requires_grad_()  # (1, S, D)
    states = [state[0] for state in model.read(batch.source, x)]
    loss = sum_of_losses(model.write((states[-1],), batch.read), batch.write)
    gradients = torch.autograd.grad(loss, states)
    cell = model.reader
    assert isinstance(cell, PlainCell), "the plain network has the plain cell"
    return {
        "example.input": x[0].detach().numpy(),
        "example.state": torch.cat(states).detach().numpy(),
        "example.gradient": torch.cat(gradients).numpy(),
        "example.w": cell.w.detach().clone().numpy(),
        "example.u": cell.u.detach().clone().numpy(),
    }
