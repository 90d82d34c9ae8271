"""What is heard hangs on the captions: each piece starts with its own, never two at a time, no sample is lost."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.system import paths
from studio.voice.cut import cut
from studio.voice.spoken_lines import RATE, file_of, find_line, keep_line
from studio.voice.synthesis import ToSay, say_all
from studio.voice.track import lay
from studio.voice.utterance import Utterance
from studio.voice.voice import Speech
from tests.studio.voice.lines import PIECES, Tones, tone, utterance


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(paths.CACHE_VARIABLE, str(tmp_path / "cache"))


def kept(line: Utterance) -> Path:
    file = file_of(Tones(), line.texts)
    keep_line(file, Tones().speak(line.texts))
    return file


def test_each_piece_starts_with_its_caption() -> None:
    lines = [utterance(PIECES, start=0.5, seconds=2.2), utterance(PIECES[:1], start=10.0)]
    track = lay([(line, kept(line)) for line in lines], 13.0)
    assert [round(piece.late, 4) for piece in track.pieces] == [0.0] * 5 and track.exact
    heard = np.concatenate(list(track.blocks()))
    assert len(heard) == 13 * RATE
    for piece in track.pieces:
        start = round(piece.cue.start * RATE)
        assert np.abs(heard[start - 200 : start]).max() < 0.05 < np.abs(heard[start : start + 600]).max()


def test_what_hardly_fits_is_spoken_faster_at_the_same_pitch() -> None:
    line = utterance(PIECES, seconds=1.3)
    track = lay([(line, kept(line))], 20.0)
    assert [piece.tempo > 1.05 for piece in track.pieces] == [True, True, False, False]
    assert max(abs(piece.late) for piece in track.pieces) < 0.06
    heard = np.concatenate(list(track.blocks()))[: RATE // 10 * 12]
    spectrum = np.abs(np.fft.rfft(heard))
    assert np.fft.rfftfreq(len(heard), 1 / RATE)[spectrum.argmax()] == pytest.approx(440, abs=8)


def test_what_does_not_fit_delays_the_next_and_is_never_heard_beside_it() -> None:
    line = utterance(PIECES, seconds=0.8)
    track = lay([(line, kept(line))], 20.0)
    assert track.pieces[1].late > 0.2
    for before, after in zip(track.pieces, track.pieces[1:], strict=False):
        assert after.begin >= before.begin + before.length


def test_a_film_that_ends_before_its_lines_is_no_longer_for_them() -> None:
    line = utterance(PIECES)
    assert sum(map(len, lay([(line, kept(line))], 3.0).blocks())) == 3 * RATE


def test_silence_goes_from_the_ends_of_pieces() -> None:
    rate = 16_000
    quiet = np.zeros(rate, np.float32)
    samples = np.concatenate([quiet, tone(0.5), quiet, tone(0.5), quiet])
    (lead, word, stop), (after, *_) = cut(Speech(samples, rate, (1.0, 2.5), True))
    assert (word - lead) / rate == pytest.approx(0.02) and stop / rate == pytest.approx(1.56, abs=0.02)
    assert after / rate == pytest.approx(2.48)


def test_lines_are_spoken_once_by_a_process_of_its_own() -> None:
    lines = [ToSay(Tones(), texts, file_of(Tones(), texts)) for texts in (PIECES, PIECES, PIECES[:2])]
    told: list[tuple[int, int]] = []
    first = say_all(lines, lambda done, of: told.append((done, of)))
    assert (first.kept, first.spoken) == (0, 2) and told == [(1, 2), (2, 2)] and 0 < first.bytes < 400e6
    again = say_all(lines, lambda *_: None)
    assert (again.kept, again.spoken) == (2, 0)
    line = find_line(lines[0].file)
    assert line is not None and line.exact and len(line.cuts) == len(PIECES)


def test_a_damaged_line_is_spoken_again() -> None:
    line = ToSay(Tones(), PIECES, file_of(Tones(), PIECES))
    line.file.parent.mkdir(parents=True)
    line.file.write_bytes(b"PK\x03\x04 no more")
    assert say_all([line], lambda *_: None).spoken == 1


def test_another_voice_and_other_words_are_other_lines() -> None:
    assert len({file_of(Tones(), PIECES), file_of(Tones(0.2), PIECES), file_of(Tones(), PIECES[:2])}) == 3
