"""Fitting a recorded voice to given times without changing its pitch."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from laterna.engines.animatic.sound.signal import Mono

_WINDOW: Final = 0.036
"""Seconds: two to four periods of a voice."""

_SEARCH: Final = 0.009


def fitted(sound: Mono, rate: int, anchors: Sequence[tuple[float, float]], seconds: float) -> Mono:
    """The sound with its times moved: each anchor is (time in the sound, time wanted), both rising, in seconds.

    Waveform-similarity overlap-add (WSOLA): overlapping windows are taken from where the anchors say, each shifted
    a little to where it continues the one before best. The result lasts `seconds`.
    """
    length = round(seconds * rate)
    half = round(_WINDOW / 2 * rate)
    reach = round(_SEARCH * rate)
    padded = np.concatenate([np.zeros(reach, np.float32), sound, np.zeros(4 * half + 2 * reach, np.float32)])
    window = np.hanning(2 * half + 1)[:-1].astype(np.float32)
    result = np.zeros(length + 3 * half, np.float32)
    source, wanted = (np.array([pair[place] for pair in anchors]) for place in (0, 1))
    last = len(padded) - 2 * half - 2 * reach - 1
    follow: int | None = None
    for begin in range(0, length + half, half):
        place = float(np.interp(begin / rate, wanted, source)) * rate
        low = min(last, max(0, round(place)))
        start = low + reach
        if follow is not None and follow + 2 * half <= len(padded):
            likeness = np.correlate(
                padded[low : low + 2 * half + 2 * reach], padded[follow : follow + 2 * half]
            )
            start = low + int(np.argmax(likeness))
        result[begin : begin + 2 * half] += padded[start : start + 2 * half] * window
        follow = start + half
    return result[:length]


def resampled(sound: Mono, length: int) -> Mono:
    """The sound with another number of samples: played at one rate, it is faster or slower, higher or lower."""
    if not len(sound) or length <= 0:
        return np.zeros(max(0, length), np.float32)
    spectrum = np.fft.rfft(sound)
    return np.asarray(np.fft.irfft(spectrum, length) * (length / len(sound)), np.float32)
