"""Which seed to show: train many, measure each, keep the table.

A model can translate perfectly while its encoder's attention idles, because the decoder has already written both nouns
with their genders. Such a model would tell the film's story of *it* falsely. So every seed is measured:

    agent, thing   the weight from the predicate adjective (tired, noisy) to the noun that *it* stands for, averaged
                   over unseen sentences whose referent is the subject (agent) or the object (thing), in the encoder
                   head where it is largest
    lost           pronoun accuracy lost when all encoder attention is silenced
    head_lost      pronoun accuracy lost when only those two heads are silenced (often they are one and the same)
    head_others    and the share of sentences that are then still right in all words but the pronoun
    score          min(agent, thing) + lost + head_lost

The last term is there because a weight is a clue, not a proof: in one model the head with weights of .99 could be
switched off and most pronouns stayed right, so what it sees is not what the model goes by.

Rejected are models under 99.5% exact and models that lose nothing. The rows of *it* are measured too (`it_agent`,
`it_thing`) but do not count.
"""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import torch

from model.grammar import Grammar, Words
from model.hooks import encoder_attention, heard, silence
from model.manifest import forget
from model.train import Encoder, Plan, Progress, accuracy, train
from model.transformer import Transformer

DEPTHS = ((2, 2), (2, 1))
ENOUGH_EXACT = 0.995
UNSEEN = 1000
LEAST_LOST = 0.02  # a smaller loss of pronoun accuracy than this is none


@torch.no_grad()
def referent_weights(model: Transformer, grammar: Grammar, sentences: Sequence[Words]) -> dict[str, Any]:
    """Mean weight from the predicate, and from *it*, to the referent: the best head by kind of referent."""
    batch = Encoder(grammar).batch(sentences)
    names = [f"encoder.{i}.self_attn.weights" for i in model.encoder.layers]
    with heard(model, names) as taps:
        model.encode(batch.source)
    roles = [grammar.roles(words) for words in sentences]
    kinds = torch.tensor([r is not None and r.referent == r.subject for r in roles])
    referent = torch.tensor([r.referent if r else 0 for r in roles])
    every = torch.arange(len(sentences))
    found: dict[str, Any] = {}
    for prefix, rows in (("", [r.predicate if r else 0 for r in roles]), ("it_", [r.it if r else 0 for r in roles])):
        weight = torch.stack([taps[name][every, :, torch.tensor(rows), referent] for name in names], 1)  # (B, L, H)
        for kind, chosen in (("agent", kinds), ("thing", ~kinds)):
            mean = weight[chosen].mean(0)  # (L, H)
            layer, head = divmod(int(mean.argmax()), mean.shape[1])
            found[prefix + kind] = round(float(mean[layer, head]), 4)
            found[f"{prefix}{kind}_head"] = [f"encoder.{layer}.self_attn", head]
    return found


def measure(model: Transformer, grammar: Grammar) -> dict[str, Any]:
    """Everything the table says of one model."""
    batch = Encoder(grammar).batch(grammar.unseen(UNSEEN))
    whole = accuracy(model, batch)
    with silence(model, encoder_attention(model)):
        silenced = accuracy(model, batch)
    weights = referent_weights(model, grammar, grammar.unseen(UNSEEN // 2, seed=2, pronoun=True))
    decisive: dict[str, list[int]] = {}
    for block, head in (weights["agent_head"], weights["thing_head"]):
        decisive.setdefault(block, []).append(head)
    with silence(model, decisive):
        headless = accuracy(model, batch)
    found = {"exact": whole.exact, "pronoun": whole.pronoun, "others": whole.others,
             "silenced_exact": silenced.exact, "silenced_pronoun": silenced.pronoun,
             "head_pronoun": headless.pronoun, "head_others": headless.others}  # fmt: skip
    return judged({name: round(share, 4) for name, share in found.items()} | weights)


def judged(row: dict[str, Any]) -> dict[str, Any]:
    """A row of the table with what follows from its measurements: what was lost, the score, the reason to reject it."""
    lost, head_lost = (round(row["pronoun"] - row[name], 4) for name in ("silenced_pronoun", "head_pronoun"))
    reason = None
    if row["exact"] < ENOUGH_EXACT:
        reason = f"only {row['exact']:.1%} exact"
    elif lost < LEAST_LOST:
        reason = "encoder attention is idle"
    score = round(min(row["agent"], row["thing"]) + lost + head_lost, 4)
    return row | {"lost": lost, "head_lost": head_lost, "score": score, "rejected": reason}


def _one(job: tuple[str, Plan]) -> dict[str, Any]:
    """Train and measure one seed, on one thread: runs in a process of its own."""
    torch.set_num_threads(1)
    text, plan = job
    grammar = Grammar(text)
    run = train(grammar, plan)
    row = {"seed": plan.seed, "encoder_layers": plan.encoder_layers, "decoder_layers": plan.decoder_layers}
    return row | measure(run.model, grammar) | {"seconds": round(run.seconds, 1)}


def search_seeds(grammar: Grammar, path: Path, seeds: Sequence[int] = range(1, 21), jobs: int = 1,
                 plan: Plan | None = None, progress: Progress | None = None) -> list[dict[str, Any]]:  # fmt: skip
    """Train every seed at both depths and write the table to `path` after each; rows that are there are kept.

    Returns the rows, best first. The table belongs to one grammar and one plan: for others it is begun anew.
    """
    plan = plan or Plan()
    plan = replace(plan, record_every=0)
    head = table_head(grammar, plan)
    rows = read_rows(path, head)
    done = {(r["seed"], r["encoder_layers"], r["decoder_layers"]) for r in rows}
    plans = [
        replace(plan, seed=s, encoder_layers=e, decoder_layers=d)
        for s in seeds
        for e, d in DEPTHS
        if (s, e, d) not in done
    ]
    total = len(plans) + len(rows)
    with multiprocessing.get_context("spawn").Pool(max(1, min(jobs, len(plans)))) as pool:
        for row in pool.imap_unordered(_one, [(grammar.text, p) for p in plans]):
            rows.append(row)
            rows.sort(key=order)
            write_json(path, {**head, "rows": rows})
            if progress:
                progress(len(rows), total, f"seed {row['seed']}: score {row['score']:.2f} {row['rejected'] or ''}")
    return rows


def table_head(grammar: Grammar, plan: Plan) -> dict[str, Any]:
    """What a table of seeds belongs to: the grammar, the length of training, the version of torch."""
    settings = {k: v for k, v in asdict(plan).items() if k in ("steps", "batch", "warmup")}
    return {
        "grammar": hashlib.sha256(grammar.learned.encode()).hexdigest()[:16],
        "settings": settings,
        "torch": torch.__version__,
    }


def best_row(path: Path, grammar: Grammar, plan: Plan) -> dict[str, Any] | None:
    """The chosen row of a table: the first that is not rejected; None if there is no table of this grammar."""
    rows = sorted(read_rows(path, table_head(grammar, plan)), key=order)
    return rows[0] if rows and rows[0]["rejected"] is None else None


def order(row: dict[str, Any]) -> tuple[bool, float, int, int]:
    """Accepted rows first, then by score, the best first."""
    return (row["rejected"] is not None, -row["score"], row["decoder_layers"], row["seed"])


def read_rows(path: Path, head: dict[str, Any]) -> list[dict[str, Any]]:
    """The rows of a table made with the same grammar and settings; none if there is no such table."""
    try:
        table = json.loads(path.read_text(encoding="utf-8"))
        return list(table["rows"]) if all(table[k] == v for k, v in head.items()) else []
    except (OSError, ValueError, KeyError, TypeError):
        return []


def write_json(path: Path, content: object) -> None:
    """Write a JSON file of a bundle's folder; it appears under its name only when it is whole."""
    path.parent.mkdir(parents=True, exist_ok=True)
    forget(path.parent)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        temporary.replace(path)
    finally:
        temporary.unlink(missing_ok=True)


def table_text(rows: Sequence[dict[str, Any]]) -> str:
    """The table for a terminal."""
    lines = [
        "       translations exact    pronouns right           weights of the adjective",
        "seed layers  all silenced    all silenced one head    tired->cat noisy->house  score",
    ]
    for r in rows:
        depth = f"{r['encoder_layers']}+{r['decoder_layers']}"
        cells = [f"{r['seed']:4d}  {depth}  {r['exact']:6.1%} {r['silenced_exact']:6.1%}  {r['pronoun']:6.1%}"]
        cells += [f"{r['silenced_pronoun']:6.1%}   {r['head_pronoun']:6.1%}          {r['agent']:.2f}       "]
        cells += [f"{r['thing']:.2f}   {r['score']:.2f}", f" rejected: {r['rejected']}" if r["rejected"] else ""]
        lines.append(" ".join(cells).rstrip())
    return "\n".join(lines)
