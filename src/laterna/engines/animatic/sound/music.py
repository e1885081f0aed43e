"""Music in a mood: a bed of chords, a bass and a sparse melody, in the mood's mode and tempo."""

from typing import Final

import numpy as np
from msgspec import Struct

from laterna.engines.animatic.sound.signal import RATE, Mono, Stereo, pluck, put, room, swell, tone


class Mood(Struct, frozen=True):
    """How a mood sounds: beats a minute, the scale in semitones, four chords as degrees of it, pitch of the root."""

    tempo: float
    scale: tuple[int, ...]
    chords: tuple[int, ...]
    root: float
    melody: float
    """How many beats in ten have a note of the melody."""


_MAJOR: Final = (0, 2, 4, 5, 7, 9, 11)
_MINOR: Final = (0, 2, 3, 5, 7, 8, 10)
_DORIAN: Final = (0, 2, 3, 5, 7, 9, 10)
_LYDIAN: Final = (0, 2, 4, 6, 7, 9, 11)
_PENTATONIC: Final = (0, 2, 4, 7, 9, 12, 14)

MOODS: Final[dict[str, Mood]] = {
    "": Mood(92, _MAJOR, (0, 4, 5, 3), 196.0, 5),
    "happy": Mood(118, _MAJOR, (0, 3, 4, 3), 220.0, 7),
    "playful": Mood(124, _PENTATONIC, (0, 3, 1, 4), 233.1, 8),
    "calm": Mood(70, _MAJOR, (0, 5, 3, 4), 174.6, 3),
    "peaceful": Mood(66, _PENTATONIC, (0, 3, 1, 4), 174.6, 3),
    "dreamy": Mood(64, _LYDIAN, (0, 1, 4, 1), 196.0, 4),
    "romantic": Mood(74, _MAJOR, (0, 5, 1, 4), 185.0, 5),
    "sad": Mood(60, _MINOR, (0, 5, 3, 4), 164.8, 4),
    "mysterious": Mood(72, _DORIAN, (0, 3, 0, 6), 146.8, 3),
    "tense": Mood(104, _MINOR, (0, 0, 5, 4), 130.8, 4),
    "dark": Mood(68, _MINOR, (0, 5, 0, 6), 123.5, 2),
    "scary": Mood(62, _MINOR, (0, 1, 0, 6), 110.0, 2),
    "epic": Mood(96, _MINOR, (0, 5, 2, 6), 146.8, 6),
    "energetic": Mood(132, _DORIAN, (0, 6, 3, 4), 164.8, 7),
    "joyful": Mood(120, _MAJOR, (0, 3, 4, 3), 220.0, 7),
    "warm": Mood(80, _MAJOR, (0, 3, 5, 4), 196.0, 4),
    "melancholic": Mood(62, _MINOR, (0, 5, 2, 4), 164.8, 4),
    "noir": Mood(78, _DORIAN, (0, 3, 4, 0), 138.6, 4),
}


def play(samples: int, mood: str, generator: np.random.Generator) -> Stereo:
    """Music of a given length; a mood that is not in `MOODS` sounds like none."""
    plan = MOODS.get(mood, MOODS[""])
    track = np.zeros((samples, 2), np.float32)
    beat = 60 / plan.tempo
    bar, length = 4 * beat, samples / RATE
    for number in range(int(length / bar) + 1):
        degree = plan.chords[number % len(plan.chords)]
        begin = number * bar
        _chord(track, plan, degree, begin, bar)
        for quarter in (0, 2):
            note = _string(plan.root * _ratio(plan.scale, degree) / 2, beat * 1.8)
            put(track, note, begin + quarter * beat, gain=0.3)
        for step in range(8):
            if generator.uniform(0, 10) < plan.melody:
                height = degree + int(generator.choice((0, 2, 4, 4, 7)))
                pitch = plan.root * 2 * _ratio(plan.scale, height)
                put(
                    track,
                    _bell(pitch, beat),
                    begin + step * beat / 2,
                    gain=0.11,
                    pan=generator.uniform(-0.4, 0.4),
                )
    return room(track, generator, seconds=1.6, wet=0.35) * swell(samples, attack=0.3, release=0.8)[:, None]


def _chord(track: Stereo, plan: Mood, degree: int, begin: float, seconds: float) -> None:
    length = int((seconds + 0.3) * RATE)
    envelope = swell(length, attack=0.35, release=0.5)
    for place, offset in enumerate((0, 2, 4)):
        pitch = plan.root * _ratio(plan.scale, degree + offset)
        for detune, pan in ((0.997, -0.6), (1.003, 0.6)):
            pad = tone(length, pitch * detune, harmonics=(1, 0.35, 0.18, 0.08), phase=place)
            put(track, pad * envelope, begin, gain=0.055, pan=pan)


def _ratio(scale: tuple[int, ...], degree: int) -> float:
    octave, place = divmod(degree, len(scale))
    return float(2 ** (octave + scale[place] / 12))


def _string(pitch: float, seconds: float) -> Mono:
    length = int(seconds * RATE)
    return tone(length, pitch, harmonics=(1, 0.5, 0.25, 0.1)) * pluck(
        length, attack=0.012, decay=seconds * 0.35
    )


def _bell(pitch: float, seconds: float) -> Mono:
    length = int(max(seconds, 0.5) * 1.5 * RATE)
    return tone(length, pitch, harmonics=(1, 0.2, 0.3, 0.05)) * pluck(length, attack=0.006, decay=0.35)
