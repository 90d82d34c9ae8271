"""Heart speaks for real, the same every time, and knows when its words start."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.system import paths
from studio.voice import heart
from studio.voice.cut import letters, loudness, share_out
from studio.voice.heart import Heart, HeartSpeaker
from studio.voice.onnx_outputs import with_output
from studio.voice.spoken_lines import file_of
from studio.voice.synthesis import ToSay, say_all
from studio.voice.voice import Speech
from tests.studio.voice.lines import PIECES


@pytest.fixture(scope="module")
def speaker() -> HeartSpeaker:
    return Heart().load()


@pytest.fixture(scope="module")
def speech(speaker: HeartSpeaker) -> Speech:
    return speaker.speak(PIECES)


def test_the_installed_network_has_the_lengths_of_its_phonemes() -> None:
    assert heart.is_installed() and heart.knows_times()


def test_the_same_line_is_the_same_samples(speaker: HeartSpeaker, speech: Speech) -> None:
    speaker.speak(("Something else.",))
    again = Heart().load().speak(PIECES)
    assert again.starts == speech.starts and np.array_equal(again.samples, speech.samples)


def test_each_piece_starts_with_its_first_word(speaker: HeartSpeaker, speech: Speech) -> None:
    """Spoken without what follows, a line ends about there; and where there is a pause, it ends there."""
    assert speech.exact and speech.starts[0] < 0.1
    for number in (2, 3):  # those at which a sentence, or a phrase without a pause, begins
        alone = speaker.speak(PIECES[:number])
        assert len(alone.samples) / alone.rate == pytest.approx(speech.starts[number], abs=0.45)
    loud = loudness(speech.samples, speech.rate)
    quiet = loud < 0.02 * loud.max()
    for start in speech.starts[1:3]:  # each after a pause: sound begins within a tenth of a second
        window = round(start / 0.01)
        assert quiet[window - 12 : window - 6].all() and not quiet[window : window + 5].any()


def test_pieces_are_found_in_text_with_names_sounds_and_hyphens(speaker: HeartSpeaker) -> None:
    pieces = (
        "It's forty-six thousand, seven hundred",
        "by W Q, not [chat](/ʃˈɑ/):",
        "self-attention.",
        "Dr. Who, e.g.",
    )
    found = speaker.speak(pieces)
    assert found.exact and list(found.starts) == sorted(found.starts)
    assert min(np.diff([*found.starts, len(found.samples) / found.rate])) > 0.4


def test_a_line_longer_than_the_network_takes_is_spoken_whole(speaker: HeartSpeaker) -> None:
    pieces = ["and so every word looks at every other word,"] * 14
    found = speaker.speak(pieces)
    assert found.exact and max(np.diff(found.starts)) < 1.6 * min(np.diff(found.starts))


def test_its_process_is_small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path))
    lines = [ToSay(Heart(), texts, file_of(Heart(), texts)) for texts in (PIECES, PIECES * 4)]
    said = say_all(lines, lambda *_: None)
    assert said.spoken == 2 and 50e6 < said.bytes < 400e6


def test_without_the_lengths_lines_are_cut_by_their_share_of_phonemes(
    speech: Speech, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(heart, "LENGTHS", "/no such value")
    found = Heart().load().speak(PIECES)
    assert not found.exact and len(found.starts) == len(PIECES)


def test_the_share_of_phonemes_is_near_to_the_truth_and_nearer_than_nothing(
    speaker: HeartSpeaker, speech: Speech
) -> None:
    for weigh in (speaker.weigh, letters):
        guessed = share_out(speech.samples, speech.rate, PIECES, weigh)
        assert guessed == pytest.approx(speech.starts, abs=0.5)


def test_only_small_names_fit_into_the_bytes_that_are_appended() -> None:
    with pytest.raises(ValueError, match="longer numbers"):
        with_output(b"", "x" * 200)
