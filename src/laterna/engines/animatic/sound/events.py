"""Sounds of what subjects do: steps in time with their gait, wings, splashes, drums of hooves."""

from typing import Final

import numpy as np

from laterna.engines.animatic.sound.signal import RATE, Mono, Stereo, noise, pluck, put, swell
from laterna.engines.animatic.storyboard import Shot, Subject

STEPS_PER_SECOND: Final[dict[str, float]] = {
    "walk": 1.9,
    "run": 3.6,
    "gallop": 4.4,
    "jump": 1.2,
    "dance": 2.4,
    "climb": 1.6,
    "crawl": 1.4,
    "march": 2.0,
    "chase": 3.8,
    "play": 2.4,
}
WINGBEATS_PER_SECOND: Final = 2.6
SPLASHES_PER_SECOND: Final = 0.8

_HARD: Final = frozenset(
    {
        "city_street",
        "office",
        "castle",
        "temple",
        "museum",
        "hospital",
        "train_station",
        "stage",
        "road",
        "rooftop",
    }
)
_SOFT: Final = frozenset({"snowfield", "beach", "desert", "moon", "mars"})
_HOOFED: Final = frozenset({"horse", "pony", "donkey", "zebra", "unicorn", "deer", "cow", "reindeer", "goat"})


def perform(track: Stereo, shot: Shot, begin: float, end: float, generator: np.random.Generator) -> None:
    """Adds the sounds of a shot's main subjects between two times in seconds."""
    for subject in shot.subjects:
        if subject.importance >= 2:
            _perform_one(track, subject, shot, begin, end, generator)


def _perform_one(
    track: Stereo, subject: Subject, shot: Shot, begin: float, end: float, g: np.random.Generator
) -> None:
    verbs = {action.verb for action in subject.actions}
    if subject.kind == "bird" and "fly" in verbs:
        _repeat(track, _flap(g), WINGBEATS_PER_SECOND, begin, end, g, gain=0.16)
    elif subject.kind == "fish" and verbs & {"jump", "swim", "dive", "play"}:
        _repeat(track, _splash(g), SPLASHES_PER_SECOND * min(3, subject.count), begin, end, g, gain=0.5)
    elif subject.kind in ("quadruped", "biped"):
        for verb in verbs & STEPS_PER_SECOND.keys():
            pairs = 2.0 if subject.kind == "quadruped" else 1.0
            rate = STEPS_PER_SECOND[verb] * pairs * (1.15 if subject.size in ("tiny", "small") else 1.0)
            _repeat(
                track, _step(subject, shot.setting, g), rate, begin, end, g, gain=_weight(subject), even=True
            )


def _repeat(
    track: Stereo, sound: Mono, rate: float, begin: float, end: float, g: np.random.Generator, *, gain: float,
    even: bool = False,
) -> None:  # fmt: skip
    step = 1.0 / rate
    at = begin + step * 0.5
    while at < end:
        put(track, sound, at, gain=gain * g.uniform(0.75, 1.0), pan=g.uniform(-0.2, 0.2))
        at += step if even else step * g.uniform(0.6, 1.5)


def _weight(subject: Subject) -> float:
    sizes = {"tiny": 0.08, "small": 0.14, "normal": 0.24, "large": 0.4, "giant": 0.7}
    young = 0.6 if subject.age in ("baby", "child", "young") else 1.0
    light = 0.5 if subject.species in ("cat", "fox", "rabbit", "mouse", "squirrel") else 1.0
    return sizes[subject.size] * young * light


def _step(subject: Subject, setting: str, g: np.random.Generator) -> Mono:
    length = int(0.11 * RATE)
    if subject.species in _HOOFED:
        clop = noise(g, length, low=350, high=1_600) * pluck(length, attack=0.001, decay=0.014)
        return clop * 1.4
    if setting in _HARD:
        return noise(g, length, low=180, high=2_600, slope=0.5) * pluck(length, attack=0.001, decay=0.012)
    if setting in _SOFT:
        return noise(g, length, low=900, high=5_000) * swell(length, attack=0.02, release=0.05) * 0.7
    grass = noise(g, length, low=500, high=4_500, slope=0.5) * swell(length, attack=0.015, release=0.06) * 0.5
    thud = noise(g, length, low=50, high=220) * pluck(length, attack=0.002, decay=0.02)
    return grass + thud


def _flap(g: np.random.Generator) -> Mono:
    length = int(0.22 * RATE)
    return noise(g, length, low=120, high=1_300, slope=0.9) * swell(length, attack=0.05, release=0.14)


def _splash(g: np.random.Generator) -> Mono:
    length = int(0.8 * RATE)
    return noise(g, length, low=300, high=6_000, slope=0.6) * pluck(length, attack=0.03, decay=0.16)
