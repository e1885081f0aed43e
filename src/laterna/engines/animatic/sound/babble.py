"""Babble: talk without words, a murmur of vowels in the speaker's pitch, syllable by syllable."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.dialogue import Beat
from laterna.engines.animatic.sound.signal import RATE, Mono, noise, pluck
from laterna.engines.animatic.sound.voices import Voice

_VOWELS: Final = (
    # The first three formants in Hz of a man's vowels: closed to open.
    (300.0, 870.0, 2_240.0),
    (290.0, 2_100.0, 2_900.0),
    (460.0, 1_850.0, 2_500.0),
    (520.0, 920.0, 2_450.0),
    (620.0, 1_250.0, 2_450.0),
    (730.0, 1_150.0, 2_440.0),
)
_STRENGTHS: Final = (1.0, 0.5, 0.16)
_WIDTHS: Final = (90.0, 130.0, 200.0)
_TOP: Final = 4_200.0
_SOFT_ABOVE: Final = 2_400.0
_MOST_PARTIALS: Final = 32
_STEP: Final = 240
"""Samples between two points at which pitch, loudness and formants are set: 5 ms."""

_SCALE: Final = (0, 2, 4, 7, 9, 12)
_LEGATO: Final = 0.035


def babble(
    beats: Sequence[Beat], seconds: float, voice: Voice, generator: np.random.Generator, *,
    question: bool = False, sung: bool = False,
) -> Mono:  # fmt: skip
    """A murmur of this length whose syllables are at the beats' times, counted from the first sample; peak 1 at most.

    A question rises at its end; sung syllables keep the notes of a scale.
    """
    samples = round(seconds * RATE)
    if not beats or samples <= _STEP:
        return np.zeros(max(0, samples), np.float32)
    times = np.arange(samples // _STEP + 2, dtype=np.float64) * np.float64(_STEP / RATE)
    pitch = _pitch(beats, times, voice, generator, question=question, sung=sung)
    loud = _loudness(beats, times)
    formants = _formants(beats, times, voice)
    track = _vowels(samples, times, pitch, loud, formants)
    _consonants(track, beats, voice, generator)
    return np.asarray(track / max(1e-6, float(np.max(np.abs(track)))), np.float32)


def _pitch(
    beats: Sequence[Beat], times: NDArray[np.float64], voice: Voice, g: np.random.Generator, *,
    question: bool, sung: bool,
) -> NDArray[np.float64]:  # fmt: skip
    """Falls slowly, with an accent on each syllable."""
    if sung:
        notes = [2 ** (int(g.choice(_SCALE)) / 12) for _ in beats]
        edges = [beat.start for beat in beats]
        held = np.array(notes)[np.clip(np.searchsorted(edges, times, "right") - 1, 0, len(notes) - 1)]
        return voice.pitch * held * (1 + 0.012 * np.sin(2 * np.pi * 5.5 * times))
    middles = [(beat.start + beat.end) / 2 for beat in beats]
    fall = np.linspace(0.1, -0.12, len(beats))
    accents = fall + g.uniform(-0.09, 0.09, len(beats))
    if question:
        accents[-1] = 0.32
    else:
        accents[-1] -= 0.1
    curve = np.interp(times, middles, accents * voice.liveliness)
    return np.asarray(voice.pitch * np.exp(curve), np.float64)


def _loudness(beats: Sequence[Beat], times: NDArray[np.float64]) -> NDArray[np.float64]:
    level = np.zeros(len(times))
    for beat in beats:
        along = (times - beat.start) / (beat.end - beat.start)
        inside = (along >= 0) & (along < 1)
        bow = np.sin(np.pi * np.clip(along, 0, 1) ** 0.6)
        level = np.where(inside, np.maximum(level, (0.55 + 0.45 * beat.open) * bow), level)
    kernel = np.hanning(max(3, round(_LEGATO * RATE / _STEP) | 1))
    return np.convolve(level, kernel / kernel.sum(), "same")


def _formants(beats: Sequence[Beat], times: NDArray[np.float64], voice: Voice) -> NDArray[np.float64]:
    """Shape (3, times): from vowel to vowel, which the mouth's opening chooses."""
    middles = [(beat.start + beat.end) / 2 for beat in beats]
    chosen = np.array([_VOWELS[_vowel(beat, number)] for number, beat in enumerate(beats)]) * voice.tract
    return np.stack([np.interp(times, middles, chosen[:, place]) for place in range(3)])


def _vowel(beat: Beat, number: int) -> int:
    near = (0, 1, -1)[(beat.at * 5 + number * 2) % 3]
    return min(len(_VOWELS) - 1, max(0, int((beat.open - 0.45) / 0.55 * len(_VOWELS)) + near))


def _vowels(
    samples: int, times: NDArray[np.float64], pitch: NDArray[np.float64], loud: NDArray[np.float64],
    formants: NDArray[np.float64],
) -> Mono:  # fmt: skip
    at = np.arange(samples, dtype=np.float64) / RATE
    phase = (2 * np.pi * np.cumsum(np.interp(at, times, pitch)) / RATE).astype(np.float32)
    track = np.zeros(samples, np.float32)
    for number in range(1, min(_MOST_PARTIALS, int(_TOP / float(pitch.min()))) + 1):
        frequency = pitch * number
        shape = sum(
            (
                strength / (1 + ((frequency - formant) / width) ** 2)
                for strength, width, formant in zip(_STRENGTHS, _WIDTHS, formants, strict=True)
            ),
            np.full(len(times), 0.02 / number),
        )
        shape = shape * loud * (frequency < _TOP) / (1 + (frequency / _SOFT_ABOVE) ** 4)
        track += np.interp(at, times, shape).astype(np.float32) * np.sin(phase * np.float32(number))
    return track


def _consonants(track: Mono, beats: Sequence[Beat], voice: Voice, g: np.random.Generator) -> None:
    """A soft tongue or lip before every other syllable."""
    level = float(np.max(np.abs(track))) * 0.09
    for number, beat in enumerate(beats):
        if (number + beat.at) % 2:
            continue
        length = int(0.03 * RATE)
        puff = noise(g, length, low=900 * voice.tract, high=3_200 * voice.tract)
        puff = puff * pluck(length, attack=0.006, decay=0.009) * np.float32(level)
        begin = round(beat.start * RATE)
        end = min(len(track), begin + length)
        if 0 <= begin < end:
            track[begin:end] += puff[: end - begin]
