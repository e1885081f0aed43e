"""Barks, roars and songs: the call of an animal, made from its row in `calls.toml`."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.calls import Call
from laterna.engines.animatic.dialogue import Beat
from laterna.engines.animatic.sound.signal import RATE, Mono, noise

_TOP: Final = 6_000.0
_MOST_PARTIALS: Final = 24


def called(beats: Sequence[Beat], call: Call, pitch: float, generator: np.random.Generator) -> Mono:
    """The call once at each beat, whose times count from the first sample; `pitch` 1 is as the table says."""
    samples = round(beats[-1].end * RATE) if beats else 0
    track = np.zeros(samples, np.float32)
    for beat in beats:
        length = round((beat.end - beat.start) * RATE)
        one = _once(length, call, pitch * float(generator.uniform(0.94, 1.06)), generator)
        begin = round(beat.start * RATE)
        track[begin : begin + length] += one[: samples - begin]
    return track


def _once(samples: int, call: Call, pitch: float, g: np.random.Generator) -> Mono:
    along = np.linspace(0, 1, samples)
    frequency = np.interp(along, np.linspace(0, 1, len(call.pitch)), call.pitch) * pitch
    formant = call.formant * pitch**0.4
    voice = _harmonics(frequency, formant)
    if call.breath:
        breath = noise(g, samples, low=formant * 0.4, high=formant * 2.2, slope=0.5)
        level = float(np.sqrt(np.mean(voice**2)))
        voice = voice * (1 - call.breath) + breath * np.float32(level * call.breath * 1.4)
    tremor = 1 - 0.35 * (0.5 + 0.5 * np.sin(2 * np.pi * call.flutter * along * samples / RATE))
    bow = np.sin(np.pi * along**0.55) ** 0.8
    return np.asarray(voice * bow * (tremor if call.flutter else 1.0), np.float32)


def _harmonics(frequency: NDArray[np.float64], formant: float) -> Mono:
    phase = 2 * np.pi * np.cumsum(frequency) / RATE
    lowest = float(frequency.min())
    voice = np.zeros(len(frequency))
    for number in range(1, min(_MOST_PARTIALS, int(_TOP / lowest)) + 1):
        away = np.log2(frequency * number / formant)
        voice += np.exp(-(away**2) / 0.9) * (frequency * number < _TOP) * np.sin(phase * number)
    return np.asarray(voice + 0.15 * np.sin(phase), np.float32)
