"""Building blocks: noise in a chosen colour, tones, envelopes, echoes, loudness.

A signal is a float32 array of samples at 48 kHz; a stereo one has the shape (samples, 2).
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE: Final = 48_000

Mono = NDArray[np.float32]
Stereo = NDArray[np.float32]

_LOOP: Final = 1 << 17
_LOUDNESS_OFFSET: Final = -0.691
_BLOCK: Final = 0.4
_GATE: Final = -70.0


def seconds_of(samples: int) -> Mono:
    """The time of each sample in seconds."""
    return (np.arange(samples, dtype=np.float32) / RATE).astype(np.float32)


def noise(
    generator: np.random.Generator, samples: int, *, low: float, high: float, slope: float = 0.0
) -> Mono:
    """Noise between two frequencies (Hz), falling by `slope` times 3 dB an octave; loudness 1 (root mean square).

    The bands end softly, over half an octave, so that nothing whistles. Made in the spectrum, the noise has no
    seam, so a long one repeats a loop of 2.7 seconds.
    """
    size = min(_LOOP, 1 << max(10, (samples - 1).bit_length()))
    frequency = np.maximum(np.fft.rfftfreq(size, 1 / RATE), 1.0).astype(np.float32)
    shape = 1.0 / (1.0 + (low / frequency) ** 4) / (1.0 + (frequency / high) ** 4)
    shape *= frequency ** np.float32(-slope / 2)
    spectrum = generator.standard_normal(2 * len(frequency), np.float32).view(np.complex64)
    loop = np.fft.irfft(spectrum * shape, size)
    loop /= max(1e-9, float(np.sqrt(np.mean(loop**2))))
    return _single(np.resize(loop, samples))


def drift(generator: np.random.Generator, samples: int, *, period: float, low: float, high: float) -> Mono:
    """A slow random curve between `low` and `high`, with about one turn every `period` seconds."""
    points = max(4, int(samples / RATE / period) + 4)
    heights = generator.uniform(low, high, points)
    at = np.linspace(0, points - 1, samples)
    left = np.minimum(at.astype(int), points - 2)
    part = at - left
    part = part * part * (3 - 2 * part)
    return _single(heights[left] * (1 - part) + heights[left + 1] * part)


def tone(
    samples: int, frequency: float, *, harmonics: tuple[float, ...] = (1.0,), phase: float = 0.0
) -> Mono:
    """A steady tone; `harmonics` are the strengths of the first, second, … partial."""
    time = np.arange(samples, dtype=np.float32) / np.float32(RATE)
    result = np.zeros(samples, np.float32)
    for number, strength in enumerate(harmonics, start=1):
        if frequency * number < RATE / 2:
            result += np.float32(strength) * np.sin(
                np.float32(2 * np.pi * frequency * number) * time + np.float32(phase * number)
            )
    return _single(result)


def glide(samples: int, frequencies: Mono) -> Mono:
    """A sine whose frequency (Hz) is given sample by sample."""
    return _single(np.sin(2 * np.pi * np.cumsum(frequencies[:samples], dtype=np.float64) / RATE))


def pluck(samples: int, *, attack: float, decay: float) -> Mono:
    """An envelope: rises within `attack` seconds, then falls to a third every `decay` seconds."""
    time = seconds_of(samples)
    rise = np.minimum(1.0, time / max(attack, 1e-4))
    return _single(rise * np.exp(-np.maximum(0.0, time - attack) / decay))


def swell(samples: int, *, attack: float, release: float) -> Mono:
    """An envelope: rises, stays, and falls at the end; times in seconds."""
    time = seconds_of(samples)
    end = samples / RATE
    rise = np.clip(time / max(attack, 1e-4), 0, 1)
    fall = np.clip((end - time) / max(release, 1e-4), 0, 1)
    return _single(np.sin(rise * np.pi / 2) * np.sin(fall * np.pi / 2))


def put(track: Stereo, sound: Mono, at: float, *, gain: float = 1.0, pan: float = 0.0) -> None:
    """Adds a sound to a track at a time in seconds; `pan` from -1 left to 1 right, at constant power."""
    start = round(at * RATE)
    begin = max(0, -start)
    length = min(len(sound) - begin, len(track) - max(0, start))
    if length <= 0:
        return
    angle = (pan + 1) * np.pi / 4
    sides = np.array([np.cos(angle), np.sin(angle)], dtype=np.float32) * np.float32(gain)
    piece = sound[begin : begin + length, None] * sides
    track[max(0, start) : max(0, start) + length] += piece


def wide(left: Mono, right: Mono) -> Stereo:
    """Two independent signals as the two sides."""
    return np.stack([left, right], axis=1)


def room(track: Stereo, generator: np.random.Generator, *, seconds: float, wet: float) -> Stereo:
    """The track in a room: an echo of decaying noise, `seconds` long until it is 60 dB down."""
    length = int(seconds * RATE)
    decay = np.exp(-6.9 * np.arange(length) / length)
    size = 1 << (len(track) + length - 1).bit_length()
    result = np.empty_like(track)
    for side in (0, 1):
        impulse = noise(generator, length, low=150, high=6_000, slope=0.6) * decay
        impulse /= np.sqrt(np.sum(impulse**2))
        spectrum = np.fft.rfft(track[:, side], size) * np.fft.rfft(impulse, size)
        echo = np.fft.irfft(spectrum, size)[: len(track)]
        result[:, side] = track[:, side] * (1 - wet * 0.5) + echo * wet
    return result


def loudness(track: Stereo) -> float:
    """Integrated loudness in LUFS by ITU-R BS.1770: K-weighted, in blocks of 0.4 s, quiet blocks left out."""
    # Blocks start every quarter of their length, so their power is that of four neighbours among these parts.
    part = max(1, min(len(track), int(_BLOCK * RATE)) // 4)
    square = np.square(_k_weighted(track)).sum(axis=1)
    count = len(square) // part
    parts = square[: count * part].reshape(count, part).mean(axis=1, dtype=np.float64)
    power = np.convolve(parts, np.full(4, 0.25), "valid") if count >= 4 else parts[:1]
    levels = _LOUDNESS_OFFSET + 10 * np.log10(np.maximum(power, 1e-12))
    heard = power[levels > _GATE]
    if not len(heard):
        return -np.inf
    relative = _LOUDNESS_OFFSET + 10 * np.log10(np.mean(heard)) - 10
    heard = power[levels > max(_GATE, relative)]
    return float(_LOUDNESS_OFFSET + 10 * np.log10(np.mean(heard)))


def normalized(track: Stereo, target: float, *, ceiling: float = 0.89) -> Stereo:
    """The track at a loudness of `target` LUFS; peaks above `ceiling` (-1 dB) are bent, not cut."""
    level = loudness(track)
    if not np.isfinite(level):
        return track
    loud = track * np.float32(10 ** ((target - level) / 20))
    knee = ceiling * 0.7
    over = np.abs(loud) > knee
    bent = np.sign(loud) * (knee + (ceiling - knee) * np.tanh((np.abs(loud) - knee) / (ceiling - knee)))
    return np.where(over, bent, loud).astype(np.float32)


def _single(signal: NDArray[np.floating]) -> Mono:
    return np.asarray(signal, dtype=np.float32)


def _k_weighted(track: Stereo) -> Stereo:
    """BS.1770's two filters, applied as their magnitude: a high shelf of 4 dB and a high pass at 38 Hz."""
    size = 1 << (len(track) - 1).bit_length()
    # The response is smooth: between so many points a straight line does.
    points = np.concatenate([np.linspace(0, 0.01, 1025), np.linspace(0.01, 0.5, 2049)[1:]])
    z = np.exp(-2j * np.pi * points)
    shelf = (1.53512485958697 - 2.69169618940638 * z + 1.19839281085285 * z**2) / (
        1 - 1.69065929318241 * z + 0.73248077421585 * z**2
    )
    high_pass = (1 - 2 * z + z**2) / (1 - 1.99004745483398 * z + 0.99007225036621 * z**2)
    response = np.interp(np.fft.rfftfreq(size), points, np.abs(shelf * high_pass)).astype(np.float32)
    weighted = np.empty_like(track)
    for side in (0, 1):
        spectrum = np.fft.rfft(track[:, side].astype(np.float32, copy=False), size)
        weighted[:, side] = np.fft.irfft(spectrum * response, size)[: len(track)]
    return weighted
