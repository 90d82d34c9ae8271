"""Making a bundle: train one model from a grammar file, write its weights, checkpoints, diary and default trace."""

from __future__ import annotations

import contextlib
import json
import random
from dataclasses import asdict, replace
from pathlib import Path

import torch

from model.bundle import CHECKPOINTS, MODEL, PICTURES, Bundle, BundleError, versions
from model.bundle_files import read_metadata, whole, write_weights
from model.grammar import DEFAULT_PATH, END, Grammar
from model.manifest import MANIFEST, ManifestError, find_damage, forget, write_manifest
from model.project import MODELS
from model.search import best_row, measure
from model.train import Plan, Progress, Run, train

RUN = "training_run"  # the diary, as an experiment of the bundle
COMMAND = "python render.py train"


def plan_for(grammar: Grammar, folder: Path, plan: Plan | None = None) -> Plan:
    """The plan with the seed and the depth of the best row of the folder's table of seeds, if there is one."""
    plan = plan or Plan()
    row = best_row(folder / "seeds.json", grammar, plan)
    if row is None:
        return plan
    return replace(plan, seed=row["seed"], encoder_layers=row["encoder_layers"], decoder_layers=row["decoder_layers"])


def train_bundle(grammar_path: Path | str = DEFAULT_PATH, out_dir: Path | str = MODELS / "default",
                 plan: Plan | None = None, progress: Progress | None = None, resume: bool = True,
                 command: str = COMMAND) -> Bundle:  # fmt: skip
    """Train the model of a plan on a grammar and write its bundle to `out_dir`.

    Without a plan, the seed and depth are those of the best row in `out_dir`/seeds.json, if that table belongs to this
    grammar. With `resume`, a step whose result is there is not done again. Raises GrammarError for a wrong grammar.
    """
    grammar = Grammar.load(grammar_path)
    if not grammar.default:  # every bundle needs a sentence to show
        sentence = " ".join(next(grammar.sentences(random.Random(0))))
        grammar = Grammar(f'default = "{sentence}"\n{grammar.text}', grammar.pictures)
    folder = Path(out_dir)
    discard_damage(folder)
    plan = plan or plan_for(grammar, folder)
    if not (resume and is_made(folder, grammar, plan)):
        threads = torch.get_num_threads()
        torch.set_num_threads(1)  # fastest at this size; and the order of sums does not depend on the cores
        try:
            run = train(grammar, plan, progress)
        finally:
            torch.set_num_threads(threads)
        write_run(folder, grammar, run, command)
    write_pictures(folder, grammar)
    bundle = Bundle.load(folder)
    write_default_trace(bundle, resume)
    return bundle


def discard_damage(folder: Path) -> None:
    """Remove what the manifest of a bundle's folder knows to be damaged, so that it is made again."""
    try:
        damaged = find_damage(folder)
    except ManifestError:
        return forget(folder)
    if damaged:
        forget(folder)
    for name in damaged:
        (folder / name).unlink(missing_ok=True)


def is_made(folder: Path, grammar: Grammar, plan: Plan) -> bool:
    """Whether the folder holds the whole run of this plan on this grammar."""
    try:
        bundle = Bundle.load(folder)
        same = bundle.metadata.get("plan") == plan_text(plan) and bundle.grammar.learned == grammar.learned
        return same and read_metadata(folder / CHECKPOINTS).get("plan") == plan_text(plan) and RUN in bundle.experiments
    except BundleError:
        return False


def write_run(folder: Path, grammar: Grammar, run: Run, command: str = COMMAND) -> None:
    """Write the checkpoints, then the model, then the diary: a bundle is made when all three are there."""
    steps = {f"{step}/{name}": values for step, kept in run.checkpoints.items() for name, values in kept.items()}
    write_weights(folder / CHECKPOINTS, steps, {"plan": plan_text(run.plan)})
    write_model(folder / MODEL, grammar, run, command)
    bundle = Bundle.load(folder)
    words = grammar.check(grammar.default)
    axes: dict[str, tuple[str, ...]] = dict.fromkeys(("step", "loss", "learning_rate", "exact", "pronoun"), ("R",))
    axes["translation"] = ("R", "T")
    axes |= {name: ("R", "H", "T" if name.startswith("decoder") else "S", "S") for name in run.diary if "." in name}
    bundle.save_experiment(
        RUN, run.diary, axes, {"source": (*words, END), "target_vocabulary": grammar.target_vocabulary},
        seed=run.plan.seed, settings=asdict(run.plan), seconds=round(run.seconds, 1),
        processor_seconds=round(run.processor_seconds, 1), command=command, sentence=grammar.default,
        measured=measure(run.model, grammar),
    )  # fmt: skip


def write_pictures(folder: Path, grammar: Grammar) -> None:
    """Write the pictures of a grammar's nouns into the folder of its bundle, unless they are there already."""
    path = folder / PICTURES
    text = json.dumps(grammar.pictures, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if not (path.is_file() and path.read_text(encoding="utf-8") == text):
        forget(folder)
        with whole(path) as temporary:
            temporary.write_text(text, encoding="utf-8")


def write_model(path: Path, grammar: Grammar, run: Run, command: str = COMMAND) -> None:
    """Write a trained model (the bundle's own or an ablated one) with all that is needed to use it."""
    weights = {name: p.detach().numpy() for name, p in run.model.named_parameters()}
    write_weights(path, weights, {
        "config": json.dumps(run.model.config.to_dict(), sort_keys=True),
        "source_vocabulary": json.dumps(grammar.source_vocabulary, ensure_ascii=False),
        "target_vocabulary": json.dumps(grammar.target_vocabulary, ensure_ascii=False),
        "grammar": grammar.text,
        "plan": plan_text(run.plan),
        "versions": json.dumps(versions(), sort_keys=True),
        "command": command,
    })  # fmt: skip


def plan_text(plan: Plan) -> str:
    """A plan as one line, for comparing."""
    return json.dumps(asdict(plan), sort_keys=True)


def write_default_trace(bundle: Bundle, resume: bool = False) -> None:
    """Write the trace of the default sentence into the bundle, unless it is there and up to date; then the manifest."""
    from model.capture import record
    from model.trace import Trace, TraceError

    path = bundle.path / "trace.npz"
    is_there = False
    if resume:
        with contextlib.suppress(TraceError):
            is_there = Trace.load(path).is_of(bundle.digest)
    if not is_there:
        trace = record(bundle, bundle.grammar.default)
        forget(bundle.path)
        trace.save(path)
    if not (bundle.path / MANIFEST).is_file():
        write_manifest(bundle.path)
