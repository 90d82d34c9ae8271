"""Whatever bytes a file holds, what reads it either takes it or raises its own error, in one line."""

from __future__ import annotations

import contextlib
import json
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.bundle import MODEL, PICTURES, Bundle, BundleError
from model.bundle_files import write_weights
from model.grammar import Grammar
from model.manifest import MANIFEST, ManifestError, read_manifest, write_manifest
from model.pictures import SHIPPED, PictureError, read_picture
from model.trace import Trace, TraceError, build
from model.words import GrammarError
from studio.frames.frame import QUALITIES, whole_frame
from studio.rendering import store
from studio.rendering.clip import ClipFacts
from studio.rendering.recording import RecordingWriter, play, read_facts
from studio.system import paths
from studio.system.errors import StudioError
from studio.system.history import LENGTHS, read_seconds
from studio.voice.recordings import Recordings, digest_of
from tests.properties.inputs import any_bytes, corpus, few_or_many

WORDS = """
[[noun]]
english = "cat"
french = "chat"
gender = "m"
kind = "agent"
picture = "mouse"
[[noun]]
english = "house"
french = "maison"
gender = "f"
kind = "thing"
[[verb]]
base = "see"
third = "sees"
present = "voit"
participle = "vu"
"""
FITS = {"old": ("any", "true"), "black": ("any", "false"), "tired": ("agent", "false"), "noisy": ("thing", "false")}
ADJECTIVE = """
[[adjective]]
english = "{0}"
masculine = "{0}"
feminine = "{0}e"
fits = "{1}"
before = {2}
"""
TEXT = WORDS + "".join(ADJECTIVE.format(word, *fits) for word, fits in FITS.items())
FACTS = ClipFacts("tiny/bars", "Bars", "An idea.", 15, 30, (0.0, 1.0))
UTTERANCE: Any = SimpleNamespace(texts=("hello",), number=1, start=0.0, end=2.0)


class OutsideError(Exception):
    """What a loader that answers None instead of raising never raises."""


@dataclass(frozen=True)
class Loader:
    """What reads a file.

    Attributes:
        file: its name in a folder.
        own: the error that it may raise.
        make: writes a whole one into a folder.
        read: reads it.
    """

    file: str
    own: type[Exception]
    make: Callable[[Path], None]
    read: Callable[[Path], object]


def make_bundle(folder: Path) -> None:
    """A bundle with weights of the right names for their header, and one experiment; without a manifest."""
    grammar = Grammar(TEXT)
    sizes = {"source_vocabulary": len(grammar.source_vocabulary), "target_vocabulary": len(grammar.target_vocabulary)}
    header = {
        "config": json.dumps({**sizes, "d_model": 2, "encoder_layers": 1, "decoder_layers": 1}),
        "source_vocabulary": json.dumps(grammar.source_vocabulary),
        "target_vocabulary": json.dumps(grammar.target_vocabulary),
        "grammar": TEXT,
    }
    embeddings = {
        f"{side}_embedding": np.zeros((sizes[f"{side}_vocabulary"], 2), np.float32) for side in ("source", "target")
    }
    layers = {f"{side}.0.ffn.b_1": np.zeros(3, np.float32) for side in ("encoder", "decoder")}
    write_weights(folder / MODEL, {**embeddings, **layers}, header)
    (folder / PICTURES).write_text(json.dumps({"cat": (SHIPPED / "mouse.svg").read_text()}), encoding="utf-8")
    Bundle.load(folder).save_experiment("learning", {"loss": np.arange(3)}, {"loss": ("R",)})


def read_bundle(folder: Path) -> None:
    bundle = Bundle.load(folder)
    _ = (
        bundle.digest,
        bundle.grammar,
        bundle.source_vocabulary,
        bundle.target_vocabulary,
        bundle.weights(),
        bundle.steps,
    )
    _ = bundle.experiments, bundle.experiment("learning").axes


def make_trace(folder: Path) -> None:
    tensors = {"main/a": np.arange(3, dtype=np.float32)}
    build(tensors, {"main/a": ("S",)}, {"source": ("a",), "target": ("b",)}, {"sizes": {"S": 3}}).save(
        folder / "trace.npz"
    )


def make_clip(folder: Path) -> None:
    """A finished clip, by its parts."""
    for name in (store.CLIP, store.POSTER):
        (folder / name).write_bytes(name.encode())
    facts = FACTS.as_json()
    (folder / store.FACTS).write_text(json.dumps({**facts, "sums": store._sums(folder, facts)}))


def read_clip(folder: Path) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store, "clip_folder", lambda key: folder)
        return store.find_clip("key")


def make_recording(folder: Path) -> None:
    quality = QUALITIES["draft"]
    with RecordingWriter(folder / "clip.recording", quality) as writer:
        writer.write(whole_frame(np.zeros((quality.height, quality.width, 4), np.uint8), 2))
        writer.finish(FACTS)


def read_recording(folder: Path) -> None:
    path = folder / "clip.recording"
    if read_facts(path) is not None:
        play(path, SimpleNamespace(write=lambda frame: None))


def make_wav(folder: Path) -> None:
    with wave.open(str(folder / SPOKEN), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes((np.sin(np.arange(4000) / 3) * 9000).astype("<i2").tobytes())


def read_history(folder: Path) -> object:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(paths.CACHE_VARIABLE, str(folder))
        return read_seconds(LENGTHS)


def make_history(folder: Path) -> None:
    (folder / "times").mkdir()
    (folder / "times" / f"{LENGTHS}.json").write_text('{"a/b": 1.5}')


def make_manifest(folder: Path) -> None:
    (folder / "a").write_text("a")
    write_manifest(folder)


SPOKEN = f"tiny-01-{digest_of(UTTERANCE.texts)}.wav"
LOADERS = {
    "grammar": Loader("grammar.toml", GrammarError, lambda folder: _write(folder / "grammar.toml", TEXT),
                      lambda folder: Grammar.load(folder / "grammar.toml")),
    "weights": Loader(MODEL, BundleError, make_bundle, read_bundle),
    "pictures": Loader(PICTURES, BundleError, make_bundle, read_bundle),
    "record": Loader("experiments/learning.npz", BundleError, make_bundle, read_bundle),
    "description": Loader("experiments/learning.json", BundleError, make_bundle, read_bundle),
    "manifest": Loader(MANIFEST, ManifestError, make_manifest, read_manifest),
    "trace": Loader("trace.npz", TraceError, make_trace, lambda folder: Trace.load(folder / "trace.npz").is_of("x")),
    "picture": Loader("a.svg", PictureError,
                      lambda folder: _write(folder / "a.svg", (SHIPPED / "mouse.svg").read_text()),
                      lambda folder: read_picture(folder / "a.svg")),
    "clip": Loader(store.FACTS, OutsideError, make_clip, read_clip),
    "recording": Loader("clip.recording", StudioError, make_recording, read_recording),
    "wav": Loader(SPOKEN, OutsideError, make_wav, lambda folder: Recordings(folder).find("tiny", UTTERANCE)),
    "lengths": Loader(f"times/{LENGTHS}.json", OutsideError, make_history, read_history),
}  # fmt: skip


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def check(loader: Loader, folder: Path, content: bytes) -> None:
    """Read such a file: it is taken, or refused by the loader's own error in one line."""
    (folder / loader.file).write_bytes(content)
    try:
        loader.read(folder)
    except loader.own as error:
        assert str(error) and "\n" not in str(error)


@contextlib.contextmanager
def whole(loader: Loader, folder: Path) -> Iterator[bytes]:
    """The bytes of a whole file, which lies in the folder and can be read."""
    loader.make(folder)
    loader.read(folder)
    yield (folder / loader.file).read_bytes()


@few_or_many(20, 3000)
@pytest.mark.parametrize("kind", LOADERS)
def test_a_loader_raises_its_own_error_and_no_other(kind: str, trials: Any, tmp_path: Path) -> None:
    loader = LOADERS[kind]
    with whole(loader, tmp_path) as content:

        @trials
        @given(any_bytes(content))
        def check_them(given_bytes: bytes) -> None:
            check(loader, tmp_path, given_bytes)

        check_them()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from([*FACTS.as_json(), "x"]), inner),
    max_leaves=8,
)


@few_or_many(60, 3000)
def test_facts_of_a_clip_may_be_anything_even_with_the_right_sums(trials: Any, tmp_path: Path) -> None:
    make_clip(tmp_path)
    known = FACTS.as_json()

    @trials
    @given(st.sampled_from(sorted(known)), JSON)
    def check_them(key: str, value: object) -> None:
        facts = {**known, key: value}
        (tmp_path / store.FACTS).write_text(json.dumps({**facts, "sums": store._sums(tmp_path, facts)}))
        read_clip(tmp_path)

    check_them()


@pytest.mark.parametrize(
    ("kind", "path"),
    [pytest.param(kind, path, id=f"{kind}/{path.name}") for kind in LOADERS for path in corpus(kind)],
)
def test_what_once_failed_does_not_fail_again(kind: str, path: Path, tmp_path: Path) -> None:
    with whole(LOADERS[kind], tmp_path):
        check(LOADERS[kind], tmp_path, path.read_bytes())
