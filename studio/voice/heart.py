"""The voice "heart" of the package hibari-tts: a small network, its own phonemes, and the length of each of them.

The lengths are an inner value of the network that the package does not give out. Where it is not there, in another
version of it, lines are cut by the share of phonemes of each piece.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from studio.voice.cut import Weigh, letters, share_out
from studio.voice.onnx_outputs import with_output
from studio.voice.voice import Samples, Speech, VoiceError

PACKAGE = "hibari-tts"
LENGTHS = "/Clip_output_0"
"""The inner value: for each phoneme, its length in units."""
UNIT = 0.025
"""Seconds of a unit."""
SEED = 0
"""Of the noise in the voice: the same text gives the same samples."""
LEAD, TAIL = 0.05, 0.15
"""Seconds that are kept before the first phoneme of a sentence and after its last: the rest is silence."""
BETWEEN = 0.2
"""Seconds of silence from one sentence of a piece to the next, beside those two."""
LINK = re.compile(r"\[([^\]]+)\]\([^)]*\)")
"""A word whose phonemes are given with it."""
MUTE = frozenset(' ;:,.!?—…"()“”')
"""Phonemes that are pauses."""


@dataclass(frozen=True)
class Heart:
    """The voice, as it is installed."""

    @property
    def identity(self) -> str:
        """Its name and version."""
        return f"heart {PACKAGE} {version(PACKAGE)} seed {SEED}"

    def load(self) -> HeartSpeaker:
        """Load the network; raises VoiceError when it is not installed, or damaged."""
        try:
            return HeartSpeaker()
        except (ImportError, OSError, RuntimeError, ValueError) as error:
            raise VoiceError(f"heart: {' '.join(str(error).split())}") from None


def is_installed() -> bool:
    """Whether the voice and what runs it are installed; neither is loaded."""
    try:
        version(PACKAGE)
    except PackageNotFoundError:
        return False
    return find_spec("hibari") is not None and find_spec("onnxruntime") is not None


def knows_times() -> bool:
    """Whether the installed network has the lengths of its phonemes."""
    import hibari.voices

    return LENGTHS.encode() in Path(hibari.voices.voice_path(hibari.voices.DEFAULT)).read_bytes()


@cache
def weigher() -> Weigh:
    """How long texts take, for voices that know no times: by heart's phonemes, or by letters where it is missing."""
    if not is_installed():
        return letters
    return HeartSpeaker().weigh


@dataclass(frozen=True)
class _Stretch:
    """Phonemes that are synthesised at once, and where in them pieces of the line start: (piece, phoneme)."""

    phonemes: str
    pieces: tuple[tuple[int, int], ...]
    opens_sentence: bool


class HeartSpeaker:
    """The network, loaded, on one thread."""

    def __init__(self) -> None:
        import hibari.voices

        network = Path(hibari.voices.voice_path(hibari.voices.DEFAULT)).read_bytes()
        self._exact = LENGTHS.encode() in network
        model: Any = with_output(network, LENGTHS) if self._exact else network
        self._voice = hibari.Hibari(model=model, threads=1)

    def speak(self, pieces: Sequence[str]) -> Speech:
        """Speak a line; as ``Speaker.speak``."""
        noise = np.random.default_rng(SEED)
        parts: list[Samples] = []
        starts: dict[int, float] = {}
        counted = True
        seconds = 0.0
        for sentence, cuts in _sentences(self._voice.split_sentences(" ".join(pieces)), pieces):
            phonemes, places = self._phonemes(sentence, [word for _, word in cuts])
            counted = counted and places is not None
            where = tuple(zip([piece for piece, _ in cuts], places or (), strict=False))
            for stretch in _stretches(phonemes, where):
                samples, onsets = self._synthesise(stretch, noise)
                if parts and stretch.opens_sentence:
                    parts.append(np.zeros(round(BETWEEN * self._voice.sample_rate), np.float32))
                    seconds += BETWEEN
                starts |= {piece: seconds + onset for piece, onset in onsets.items()}
                parts.append(samples)
                seconds += len(samples) / self._voice.sample_rate
        samples = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        rate = self._voice.sample_rate
        if not (self._exact and counted):
            return Speech(samples, rate, share_out(samples, rate, pieces, self.weigh), False)
        return Speech(samples, rate, tuple(_filled(starts, len(pieces), len(samples) / rate)), True)

    def weigh(self, text: str) -> float:
        """How many phonemes a text has, a pause counted as four."""
        phonemes = " ".join(self._voice.phonemize(text))
        return sum(4.0 if sound in MUTE - {" "} else 1.0 for sound in phonemes if sound != " ")

    def _phonemes(self, sentence: str, words: Sequence[int]) -> tuple[str, list[int] | None]:
        """The phonemes of a sentence, and for each of its words in ``words``, where that begins among them.

        None in place of these where the phonemes are not those of the words one by one.
        """
        from hibari.g2p.normalize import normalize

        read = _plain_words(normalize(sentence))
        given = sentence.split()
        wanted = [_plain_words(normalize(" ".join(given[:word]))) for word in words]
        follows = all(read[: len(before)] == before for before in wanted)
        tokens = self._voice.g2p.phonemize_tokens(self._voice.g2p.tokenize(normalize(sentence)))
        begins, text, open_word = [0], "", True
        for token in tokens:
            if not open_word:
                begins.append(len(text))
            open_word = not token.whitespace
            text += (token.phonemes or "") + (" " if token.whitespace else "")
        if not follows or len(begins) != len(read):
            return text.strip(), None
        return text.rstrip(), [begins[len(before)] if before else 0 for before in wanted]

    def _synthesise(self, stretch: _Stretch, noise: np.random.Generator) -> tuple[Samples, dict[int, float]]:
        """A stretch as samples without the silence around it, and the second in them at which each piece starts."""
        from hibari import dsp

        known = self._voice.vocab
        ids = self._voice.ids(stretch.phonemes)
        audible = [index for index, sound in enumerate(stretch.phonemes) if sound in known and sound not in MUTE]
        if not audible:
            return np.zeros(0, np.float32), {piece: 0.0 for piece, _ in stretch.pieces}
        outputs = self._voice.sess.run(None, {"ids": np.asarray([ids], np.int64), "speed": np.ones(1, np.float32)})
        samples: Samples = dsp.synth(*(output[0] for output in outputs[:6]), noise)
        if not self._exact:
            return samples, {}
        before = np.concatenate([[0.0], np.cumsum(outputs[6]) * UNIT])  # (ids + 1,): when each id starts
        numbers = np.cumsum([sound in known for sound in stretch.phonemes])  # (sounds,): each one's id

        def starts(index: int) -> float:
            return float(before[numbers[index]])

        rate = self._voice.sample_rate
        begin = max(0.0, starts(audible[0]) - LEAD)
        end = min(float(before[numbers[audible[-1]] + 1]) + TAIL, len(samples) / rate)
        onsets = {}
        for piece, place in stretch.pieces:
            heard = next((index for index in audible if index >= place), None)
            onsets[piece] = (end if heard is None else starts(heard)) - begin
        return samples[round(begin * rate) : round(end * rate)], onsets


def _sentences(sentences: Sequence[str], pieces: Sequence[str]) -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each sentence with the pieces that start in it: (piece, which word of the sentence it starts with)."""
    first_words, words = [], 0
    for piece in pieces:
        first_words.append(words)
        words += len(piece.split())
    begun = 0
    for sentence in sentences:
        ended = begun + len(sentence.split())
        yield sentence, [(piece, word - begun) for piece, word in enumerate(first_words) if begun <= word < ended]
        begun = ended


def _stretches(phonemes: str, pieces: tuple[tuple[int, int], ...]) -> Iterator[_Stretch]:
    """A sentence as it is, or in stretches between pauses where it is longer than the network takes."""
    from hibari.tts import MAX_PHONEMES

    begin = 0
    while begin < len(phonemes):
        end = len(phonemes)
        if end - begin > MAX_PHONEMES:
            pauses = [found.end() for found in re.finditer(r"[,;:—]\s+", phonemes[begin : begin + MAX_PHONEMES])]
            end = begin + (pauses[-1] if pauses else phonemes.rfind(" ", begin, begin + MAX_PHONEMES) + 1 - begin)
            if end <= begin:
                end = begin + MAX_PHONEMES
        own = tuple((piece, place - begin) for piece, place in pieces if begin <= place < end)
        yield _Stretch(phonemes[begin:end], own, begin == 0)
        begin = end


def _filled(starts: dict[int, float], number: int, end: float) -> list[float]:
    """A start for each piece: those without sound start with the next."""
    filled = []
    for piece in reversed(range(number)):
        end = starts.get(piece, end)
        filled.append(end)
    return filled[::-1]


def _plain_words(text: str) -> list[str]:
    """The words of a text, without the phonemes that are given with some."""
    return LINK.sub(r"\1", text).split()
