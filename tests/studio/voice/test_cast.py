"""Who speaks: the voice that is asked for or one clear line; recordings line by line, and what is wrong with them."""

from __future__ import annotations

import sys
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest

from studio.system.errors import UsageError
from studio.voice import cast, heart, piper
from studio.voice.cast import NOT_INSTALLED, Recorded, cast_for
from studio.voice.heart import Heart
from studio.voice.piper import Piper
from studio.voice.recordings import LEVEL, Recording, Recordings, digest_of, name_of
from studio.voice.service import Service
from tests.studio.voice.lines import PIECES, RATE, Tones, tone, utterance, write_wav

ADDRESS = "tiny/bars"
LINE = utterance(PIECES, seconds=1.2, number=3)
GOOD = Tones().speak(PIECES).samples


def no_note(text: str) -> None:
    raise AssertionError(text)


def named(folder: Path, texts: tuple[str, ...] = PIECES) -> Path:
    return folder / f"{name_of(ADDRESS, 3)}-{digest_of(texts)}.wav"


def test_heart_speaks_unless_another_voice_is_asked_for() -> None:
    for asked in (None, "heart"):
        who = cast_for(asked, no_note)
        assert who is not None and who.voice_for(ADDRESS, LINE) == Heart() and "synthetic" in who.credit
    assert cast_for("none", no_note) is None


def test_without_the_voice_the_film_is_silent_and_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    notes: list[str] = []
    monkeypatch.setattr(heart, "find_spec", lambda name: None if name == "onnxruntime" else SimpleNamespace())
    assert cast_for(None, notes.append) is None and notes == [NOT_INSTALLED] and "make setup" in NOT_INSTALLED
    assert cast_for("none", no_note) is None


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("hart", "no voice 'hart'; did you mean heart?"),
        ("my/voice", "no folder of recordings my/voice; to begin one: python render.py voice film --out my/voice"),
        ("piper:", "no Piper voice at ...: --voice piper:PATH names its .onnx"),
        ("piper:joe.onnx", "no Piper voice at joe.onnx: --voice piper:PATH names its .onnx"),
        ("service:nowhere", "a speech service is named by module and class: --voice service:MODULE:CLASS"),
        ("service:nowhere:Voice", "no speech service nowhere:Voice: No module named 'nowhere'"),
        ("service:pathlib:Path", "pathlib:Path is no speech service of manim-voiceover"),
    ],
)
def test_a_voice_that_is_not_there_is_one_line(
    asked: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError) as caught:
        cast_for(asked, no_note)
    assert str(caught.value) == said


# -- recordings ----------------------------------------------------------------------------------------------------


def problem(folder: Path) -> str | None:
    return Recorded(Recordings(folder), Tones()).problem_with(ADDRESS, LINE)


def test_a_good_recording_speaks_its_line(tmp_path: Path) -> None:
    write_wav(named(tmp_path), np.concatenate([np.zeros(RATE, np.float32), GOOD, np.zeros(RATE, np.float32)]))
    who = Recorded(Recordings(tmp_path), Tones())
    assert who.problem_with(ADDRESS, LINE) is None
    voice = who.voice_for(ADDRESS, LINE)
    assert isinstance(voice, Recording)
    speech = voice.load().speak(PIECES)
    assert speech.starts[0] == pytest.approx(1.1, abs=0.02)  # what is silent before it does not count
    truth = [1 + start for start in Tones().speak(PIECES).starts]
    assert speech.starts == pytest.approx(truth, abs=0.5)
    heard = speech.samples[round(1.1 * RATE) : round(1.3 * RATE)]
    assert 0.8 * LEVEL < float(np.sqrt((heard**2).mean())) < 1.6 * LEVEL


def test_a_recording_is_known_by_its_words_whatever_else_its_name_says(tmp_path: Path) -> None:
    write_wav(tmp_path / f"my take two-{digest_of(PIECES).upper()}.WAV", GOOD)
    assert problem(tmp_path) is None


def test_what_is_wrong_is_one_line_that_says_which_line_of_which_clip_and_who_speaks_it(tmp_path: Path) -> None:
    begin = "tiny/bars line 3: "
    file, end = named(tmp_path), "; heart speaks it"
    assert problem(tmp_path) == f"{begin}there is no recording of it, {file.name}{end}"
    write_wav(file, np.zeros(RATE, np.float32))
    assert problem(tmp_path) == f"{begin}{file.name} is silent{end}"
    write_wav(file, tone(1.0, 1e-3))
    assert problem(tmp_path) == f"{begin}{file.name} is silent{end}"
    write_wav(file, 2 * tone(1.0, 0.9))
    assert problem(tmp_path) == f"{begin}{file.name} is clipped; record it less loud{end}"
    write_wav(file, tone(6.0))
    assert problem(tmp_path) == f"{begin}{file.name} is too long: 6.0 s of speech for 4.8 s{end}"
    file.write_bytes(b"RIFF, so they say")
    assert (said := problem(tmp_path)) and said.startswith(f"{begin}{file.name} cannot be read (") and "\n" not in said
    file.unlink()
    other = named(tmp_path, ("Other words.",))
    write_wav(other, GOOD)
    assert problem(tmp_path) == f"{begin}{other.name} was made for another sentence, or before the line changed{end}"
    without = Recorded(Recordings(tmp_path), None)
    assert without.voice_for(ADDRESS, LINE) is None
    assert (said := without.problem_with(ADDRESS, LINE)) and said.endswith("; it is silent")


def test_another_recording_of_a_line_is_another_voice(tmp_path: Path) -> None:
    file, found = named(tmp_path), []
    for loud in (0.2, 0.3):
        write_wav(file, Tones(loud).speak(PIECES).samples)
        voice = Recorded(Recordings(tmp_path), Tones()).voice_for(ADDRESS, LINE)
        assert isinstance(voice, Recording)
        found.append(voice.identity)
    assert found[0] != found[1]


# -- Piper and services, as stubs ----------------------------------------------------------------------------------


@pytest.fixture
def with_piper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Piper as its package has it, which speaks in tones."""

    class PiperVoice:
        @staticmethod
        def load(path: str) -> PiperVoice:
            assert path.endswith(".onnx")
            return PiperVoice()

        def synthesize(self, text: str) -> list[SimpleNamespace]:
            assert "[" not in text  # it does not take the sounds of words
            samples = Tones().speak([text]).samples
            return [SimpleNamespace(sample_rate=RATE, audio_float_array=part) for part in np.split(samples, [2000])]

    module = ModuleType("piper")
    module.PiperVoice = PiperVoice  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "piper", module)
    monkeypatch.setattr(piper, "version", lambda name: "1.8.0")


def test_a_voice_of_piper_needs_its_json(tmp_path: Path, with_piper: None) -> None:
    model = tmp_path / "joe.onnx"
    model.write_bytes(b"net")
    with pytest.raises(UsageError, match=r"joe\.onnx needs joe\.onnx\.json beside it"):
        cast_for(f"piper:{model}", no_note)
    (tmp_path / "joe.onnx.json").write_text("{}")
    who = cast_for(f"piper:{model}", no_note)
    assert who is not None and who.credit == "The voice is synthetic: joe, of Piper."
    voice = who.voice_for(ADDRESS, LINE)
    assert voice is not None
    speech = voice.load().speak([*PIECES[:3], "by [itself](/ɪtsˈɛlf/)."])
    assert not speech.exact and speech.rate == RATE and len(speech.starts) == 4
    assert list(speech.starts) == sorted(speech.starts) and speech.starts[0] == pytest.approx(0.1, abs=0.02)


def test_piper_that_is_not_installed_says_how_to_get_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr(piper, "version", missing)
    for name in ("joe.onnx", "joe.onnx.json"):
        (tmp_path / name).write_text("{}")
    with pytest.raises(UsageError, match=r"Piper is not installed: \.venv/bin/pip install piper-tts"):
        Piper.at(str(tmp_path / "joe.onnx"))


@pytest.mark.parametrize("knows_times", [True, False])
def test_a_service_of_manim_voiceover_speaks(knows_times: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stub:
        def __init__(self, cache_dir: str) -> None:
            self.folder = Path(cache_dir)

        def _wrap_generate_from_text(self, text: str) -> dict[str, object]:
            words = text.split()
            speech = Tones().speak(words)
            write_wav(self.folder / "said.wav", speech.samples)
            times = [
                {"text": word, "audio_offset": round(start * 10_000_000)}
                for word, start in zip(words, speech.starts, strict=True)
            ]
            return {"final_audio": "said.wav", **({"word_boundaries": times} if knows_times else {})}

    module = ModuleType("stub_service")
    module.Stub = Stub  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "stub_service", module)
    who = cast_for("service:stub_service:Stub", no_note)
    assert who is not None and who.credit == "The voice is synthetic: Stub."
    speech = Service.named("stub_service:Stub").load().speak(PIECES)
    assert speech.exact == knows_times
    assert speech.starts == pytest.approx(Tones().speak(PIECES).starts, abs=1e-6 if knows_times else 0.5)


def test_heart_is_the_version_whose_times_are_known() -> None:
    assert version(heart.PACKAGE) == "0.2.1" and heart.PACKAGE in Heart().identity
    assert cast.HEART in Heart().identity
