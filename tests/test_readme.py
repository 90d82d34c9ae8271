"""The README is what it says: its commands parse, its clips and sentences exist, its example runs, its numbers hold."""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer

import render
from model.bundle import Bundle
from model.trace import Trace
from scenes import act_names
from scenes.kit.scene import ExplainerScene
from scenes.kit.setting import Setting
from studio.frames.frame import QUALITIES
from studio.inspector.report import inspect_clip
from studio.request.clips import find_clips

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = {
    name: (ROOT / name).read_text(encoding="utf-8")
    for name in ("README.md", "CONTRIBUTING.md", "docs/cluster.md", "docs/lectures.md", "docs/voice.md")
}
TEXT = DOCUMENTS["README.md"]
EXAMPLE = "self_attention/noun"  # the clip that the README shows how to write
USERS_FILES = {"my_words.toml"}


def blocks(language: str, text: str = TEXT) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def commands(program: str) -> list[list[str]]:
    """The arguments of each line of the documents that starts with ``program``, without its comment."""
    lines = [line for text in DOCUMENTS.values() for block in blocks("sh", text) for line in block.splitlines()]
    return [shlex.split(line, comments=True)[len(program.split()) :] for line in lines if line.startswith(program)]


RENDER = commands("python render.py")


def test_there_is_something_to_check() -> None:
    assert len(RENDER) > 12 and len(commands("make")) >= 2 and len(commands(".venv/bin/manim")) == 2


@pytest.mark.parametrize("arguments", RENDER, ids=shlex.join)
def test_command_is_accepted_by_the_command_line(arguments: list[str]) -> None:
    """Names, options and values are parsed as they would be; nothing runs."""
    group = typer.main.get_command(render.app)
    name, *rest = arguments
    context = group.commands[name].make_context(name, rest)
    known = Bundle.load("default").grammar
    if sentence := context.params.get("sentence"):
        known.check(sentence)
    for address in [
        context.params.get("address"),
        *(context.params.get("acts") or []),
        *(context.params.get("addresses") or []),
    ]:
        assert address in (None, EXAMPLE) or find_clips(address)


@pytest.mark.parametrize("name", sorted({arguments[0] for arguments in RENDER}))
def test_command_explains_itself(name: str) -> None:
    done = subprocess.run([sys.executable, "render.py", name, "--help"], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0 and f"render.py {name}" in done.stdout, done.stderr


def test_every_command_of_the_command_line_is_mentioned() -> None:
    group = typer.main.get_command(render.app)
    mentioned = set(re.findall(r"python render\.py (\w+)", TEXT))
    assert set(group.commands) == mentioned


@pytest.mark.parametrize("arguments", commands("make"), ids=shlex.join)
def test_make_target_exists(arguments: list[str]) -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = [argument for argument in arguments if "=" not in argument]
    assert targets and all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_manim_finds_the_files_and_scenes() -> None:
    for _, file, scene in commands(".venv/bin/manim"):
        assert re.search(rf"^class {scene}\(", (ROOT / file).read_text(encoding="utf-8"), re.MULTILINE)


@pytest.mark.parametrize("name", DOCUMENTS)
def test_everything_named_exists(name: str) -> None:
    text = DOCUMENTS[name]
    acts = "|".join(act_names())
    for address in set(re.findall(rf"(?<![\w/])(?:{acts})/[a-z_]+(?![\w./])", text)) - {EXAMPLE}:
        assert find_clips(address)
    links = re.findall(r"\]\(([^)#:]+)\)|src=\"(assets/[^\"]+)\"", text)
    paths = re.findall(r"`((?:assets|model|scenes|studio|tests)/[\w./-]*)`", text)
    missing = [
        path
        for path in {*("".join(link) for link in links), *paths}
        if not any((start / path).exists() for start in (ROOT, (ROOT / name).parent))
        and not path.endswith(f"{EXAMPLE}.py")
    ]
    assert not missing
    for folder in re.findall(r"^(\w+/|\w+\.py) {2,}", "\n".join(blocks("", text)), re.MULTILINE):
        assert (ROOT / folder).exists(), folder


def test_the_example_clip_runs_and_the_inspector_finds_nothing(tmp_path: Path) -> None:
    """The one Python block is a whole clip, and a right one."""
    (code,) = blocks("python")
    path = tmp_path / f"{EXAMPLE}.py"
    path.parent.mkdir()
    path.write_text(code, encoding="utf-8")
    specification = importlib.util.spec_from_file_location("readme_example", path)
    assert specification and specification.loader
    module = importlib.util.module_from_spec(specification)
    sys.modules["readme_example"] = module
    try:
        specification.loader.exec_module(module)
        (clip,) = [
            value
            for value in vars(module).values()
            if isinstance(value, type) and issubclass(value, ExplainerScene) and value is not ExplainerScene
        ]
        assert clip.address() == EXAMPLE
        report = inspect_clip(clip, Setting(), QUALITIES["draft"], tmp_path / "formulas")
    finally:
        del sys.modules["readme_example"]
    assert 20 <= report.duration <= 100
    assert [str(problem) for problem in report.problems] == []


def test_the_numbers_are_the_models(default_trace: Trace) -> None:
    bundle = Bundle.load("default")
    stated = re.search(r"With its ([\d,]+) parameters", TEXT)
    assert stated
    assert int(stated[1].replace(",", "")) == sum(weights.size for weights in bundle.weights().values())


@pytest.mark.parametrize("scope", ["main", "twin"])
def test_the_translations_are_the_models(default_trace: Trace, scope: str) -> None:
    source, target = (default_trace.words[kind if scope == "main" else f"twin.{kind}"] for kind in ("source", "target"))
    plain = TEXT.replace("**", "").replace("\n>", "")
    assert f"{' '.join(source[:-1])} → {' '.join(target[:-1])}" in plain


def test_the_example_for_a_second_grammar_is_one_word_away(tmp_path: Path) -> None:
    """What `train --grammar` is told to take parses: the shipped grammar with one noun more."""
    from model.grammar import DEFAULT_PATH, Grammar

    words = DEFAULT_PATH.read_text(encoding="utf-8")
    noun = '\n[[noun]]\nenglish = "violin"\nfrench = "violon"\ngender = "m"\nkind = "thing"\n'
    assert noun in DOCUMENTS["CONTRIBUTING.md"]
    file = tmp_path / next(iter(USERS_FILES))
    file.write_text(words + noun, encoding="utf-8")
    grammar = Grammar.load(file)
    assert "violin" in grammar.source_vocabulary
    assert grammar.translate(("the", "cat", "sees", "the", "violin")) == ("le", "chat", "voit", "le", "violon")
    assert json.dumps(grammar.source_vocabulary)


def test_the_table_of_seeds_is_the_shipped_one() -> None:
    rows = json.loads((ROOT / "assets/models/default/seeds.json").read_text(encoding="utf-8"))["rows"]
    for row in rows[:4]:
        shares = [f"{row[name]:.1%}" for name in ("exact", "silenced_exact", "silenced_pronoun", "head_pronoun")]
        numbers = [f"{row[name]:.2f}" for name in ("agent", "thing", "score")]
        cells = [str(row["seed"]), f"{row['encoder_layers']} + {row['decoder_layers']}", *shares, *numbers]
        assert f"| {' | '.join(cells)} |" in TEXT
    rejected = [row["rejected"] for row in rows if row["rejected"]]
    assert f"So {len(rows)} were trained" in TEXT
    assert f"{len(rejected)} were rejected: {rejected.count('encoder attention is idle')} because" in TEXT
