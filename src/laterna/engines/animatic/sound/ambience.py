"""The sound of places and weather: each function fills a stereo track of a given length at an even level."""

from collections.abc import Callable
from typing import Final

import numpy as np

from laterna.engines.animatic.sound.signal import (
    RATE,
    Mono,
    Stereo,
    drift,
    glide,
    noise,
    pluck,
    put,
    seconds_of,
    swell,
    tone,
    wide,
)

Maker = Callable[[np.random.Generator, int], Stereo]


def wind(g: np.random.Generator, n: int) -> Stereo:
    """Wind in gusts."""
    gusts = drift(g, n, period=1.4, low=0.25, high=1.0)
    return wide(*(noise(g, n, low=90, high=700, slope=1.2) * gusts for _ in range(2))) * 0.5


def breeze(g: np.random.Generator, n: int) -> Stereo:
    """Air in leaves."""
    gusts = drift(g, n, period=2.0, low=0.3, high=0.8)
    return wide(*(noise(g, n, low=900, high=5_000, slope=0.8) * gusts for _ in range(2))) * 0.12


def rain(g: np.random.Generator, n: int) -> Stereo:
    """Steady rain with single drops."""
    track = wide(*(noise(g, n, low=700, high=9_000, slope=0.4) for _ in range(2))) * 0.3
    drop = noise(g, 1_400, low=1_500, high=7_000) * pluck(1_400, attack=0.0008, decay=0.004)
    for _ in range(int(n / RATE * 26)):
        put(track, drop, g.uniform(0, n / RATE), gain=g.uniform(0.1, 0.5), pan=g.uniform(-1, 1))
    return track


def drizzle(g: np.random.Generator, n: int) -> Stereo:
    """Thin rain, as heard through a window."""
    return rain(g, n) * 0.5


def storm(g: np.random.Generator, n: int) -> Stereo:
    """Rain, wind and thunder."""
    track = rain(g, n) * 1.2 + wind(g, n)
    for at in np.arange(g.uniform(0.4, 1.2), n / RATE, 3.7):
        length = min(n, int(2.6 * RATE))
        roll = noise(g, length, low=28, high=190, slope=1.5) * pluck(length, attack=0.05, decay=0.8)
        put(track, roll * drift(g, length, period=0.16, low=0.3, high=1.0), float(at), gain=2.2)
    return track


def snow(g: np.random.Generator, n: int) -> Stereo:
    """The hush of falling snow."""
    return wide(*(noise(g, n, low=150, high=900, slope=1.5) for _ in range(2))) * 0.08 + wind(g, n) * 0.2


def waves(g: np.random.Generator, n: int) -> Stereo:
    """Waves that come, break and draw back."""
    time = seconds_of(n)
    track = np.zeros((n, 2), np.float32)
    for offset, pan in ((g.uniform(0, 3), -0.5), (g.uniform(3, 6), 0.5)):
        breaking = np.maximum(0.12, np.sin(2 * np.pi * (time + offset) / 5.6)) ** 1.6
        surf = noise(g, n, low=150, high=4_200, slope=1.1) * breaking.astype(np.float32)
        put(track, surf, 0, gain=0.8, pan=pan)
    return track


def stream(g: np.random.Generator, n: int) -> Stereo:
    """Running water: noise and bubbles."""
    track = wide(*(noise(g, n, low=400, high=3_500, slope=0.6) for _ in range(2))) * 0.22
    for _ in range(int(n / RATE * 22)):
        length = int(g.uniform(0.02, 0.07) * RATE)
        rise = np.linspace(g.uniform(350, 900), g.uniform(900, 1_700), length).astype(np.float32)
        bubble = glide(length, rise) * swell(length, attack=0.006, release=0.02)
        put(track, bubble, g.uniform(0, n / RATE), gain=g.uniform(0.05, 0.18), pan=g.uniform(-0.8, 0.8))
    return track


def waterfall(g: np.random.Generator, n: int) -> Stereo:
    """A wall of water."""
    return wide(*(noise(g, n, low=120, high=6_000, slope=0.8) for _ in range(2))) * 0.6


def underwater(g: np.random.Generator, n: int) -> Stereo:
    """Muffled depth with rising bubbles."""
    track = wide(*(noise(g, n, low=40, high=320, slope=1.6) for _ in range(2))) * 0.5
    for _ in range(int(n / RATE * 7)):
        length = int(g.uniform(0.05, 0.14) * RATE)
        rise = np.linspace(g.uniform(160, 300), g.uniform(420, 700), length).astype(np.float32)
        put(
            track,
            glide(length, rise) * swell(length, attack=0.01, release=0.05),
            g.uniform(0, n / RATE),
            gain=0.2,
        )
    return track


def birds(g: np.random.Generator, n: int) -> Stereo:
    """Songbirds near and far over quiet air."""
    track = breeze(g, n) * 0.7
    at = g.uniform(0.1, 0.6)
    while at < n / RATE:
        pan, pitch, gain = g.uniform(-0.9, 0.9), g.uniform(2_200, 4_200), g.uniform(0.05, 0.2)
        for syllable in range(int(g.integers(2, 6))):
            length = int(g.uniform(0.05, 0.13) * RATE)
            bend = pitch * (1 + g.uniform(-0.2, 0.25) * np.sin(np.linspace(0, np.pi, length)))
            chirp = glide(length, bend.astype(np.float32)) * swell(length, attack=0.012, release=0.03)
            put(track, chirp, at + syllable * 0.14, gain=gain, pan=pan)
        at += g.uniform(0.6, 1.6)
    return track


def crickets(g: np.random.Generator, n: int) -> Stereo:
    """A summer night."""
    time = seconds_of(n)
    track = wide(*(noise(g, n, low=150, high=700, slope=1.5) for _ in range(2))) * 0.05
    for pan in (-0.7, 0.1, 0.8):
        rate, pitch, offset = g.uniform(2.2, 3.1), g.uniform(3_900, 4_700), g.uniform(0, 1)
        gate = (np.mod(time * rate + offset, 1) < 0.34) * (0.5 + 0.5 * np.sin(2 * np.pi * 31 * time))
        put(track, tone(n, pitch) * gate.astype(np.float32), 0, gain=0.09, pan=pan)
    return track


def city(g: np.random.Generator, n: int) -> Stereo:
    """Traffic far below, and a horn now and then."""
    track = wide(*(noise(g, n, low=45, high=420, slope=1.3) for _ in range(2))) * 0.45
    for _ in range(max(1, int(n / RATE / 1.8))):
        length = int(g.uniform(1.4, 2.6) * RATE)
        passing = noise(g, length, low=120, high=1_400, slope=1.2) * swell(length, attack=0.8, release=0.9)
        put(track, passing, g.uniform(-0.5, n / RATE), gain=0.35, pan=g.uniform(-1, 1))
    if n / RATE > 3:
        horn = tone(int(0.3 * RATE), g.uniform(330, 430), harmonics=(1, 0.6, 0.4))
        put(
            track,
            horn * swell(len(horn), attack=0.02, release=0.06),
            g.uniform(1, n / RATE - 1),
            gain=0.05,
            pan=0.5,
        )
    return track


def room_tone(g: np.random.Generator, n: int) -> Stereo:
    """A quiet room, with a clock."""
    track = wide(*(noise(g, n, low=50, high=260, slope=1.6) for _ in range(2))) * 0.12
    tick = noise(g, 1_000, low=1_800, high=5_000) * pluck(1_000, attack=0.0006, decay=0.003)
    for number in range(int(n / RATE) + 1):
        put(track, tick, number + 0.3, gain=0.16, pan=0.4)
    return track


def crowd(g: np.random.Generator, n: int) -> Stereo:
    """People talking, none of them to be understood."""
    track = np.zeros((n, 2), np.float32)
    for voice in range(9):
        pitch = g.uniform(140, 320)
        speech = (
            noise(g, n, low=pitch * 2, high=pitch * 7, slope=1.0)
            * drift(g, n, period=0.16, low=0, high=1) ** 2
        )
        put(track, speech, 0, gain=0.16, pan=(voice - 4) / 4.5)
    return track


def fire(g: np.random.Generator, n: int) -> Stereo:
    """A fire that crackles."""
    track = wide(*(noise(g, n, low=60, high=500, slope=1.2) for _ in range(2))) * 0.25
    for _ in range(int(n / RATE * 16)):
        length = int(g.uniform(0.003, 0.02) * RATE)
        snap = noise(g, length, low=1_200, high=8_000) * pluck(length, attack=0.0004, decay=0.004)
        put(track, snap, g.uniform(0, n / RATE), gain=g.uniform(0.1, 0.6), pan=g.uniform(-0.6, 0.6))
    return track


def hum(g: np.random.Generator, n: int) -> Stereo:
    """The inside of a machine, or of empty space as films have it."""
    base = g.uniform(48, 60)
    left = tone(n, base, harmonics=(1, 0.5, 0.25, 0.12)) + tone(n, base * 1.503, harmonics=(0.4,))
    right = tone(n, base * 1.004, harmonics=(1, 0.5, 0.25, 0.12)) + tone(n, base * 1.497, harmonics=(0.4,))
    air = noise(g, n, low=200, high=2_400, slope=1.4)
    return (wide(left, right) * 0.25 + wide(air, air[::-1]) * 0.05) * drift(
        g, n, period=2.5, low=0.6, high=1.0
    )[:, None]


def engine(g: np.random.Generator, n: int) -> Stereo:
    """A motor at work."""
    base = g.uniform(38, 52) * (1 + 0.04 * drift(g, n, period=1.0, low=-1, high=1))
    motor = sum(
        (glide(n, (base * k).astype(np.float32)) / k for k in (1, 2, 3, 4, 6)), np.zeros(n, np.float32)
    )
    growl: Mono = noise(g, n, low=60, high=500, slope=1.0)
    return wide(motor * 0.35 + growl * 0.2, motor * 0.35 + growl[::-1] * 0.2)


def train(g: np.random.Generator, n: int) -> Stereo:
    """Wheels over rail joints."""
    track = wide(*(noise(g, n, low=60, high=900, slope=1.2) for _ in range(2))) * 0.4
    clack = noise(g, 3_000, low=200, high=2_500) * pluck(3_000, attack=0.001, decay=0.012)
    for beat in np.arange(0, n / RATE, 0.62):
        put(track, clack, float(beat), gain=0.7)
        put(track, clack, float(beat) + 0.12, gain=0.5)
    return track


def bell(g: np.random.Generator, n: int) -> Stereo:
    """A bell that tolls."""
    track = np.zeros((n, 2), np.float32)
    strike, length = g.uniform(300, 420), int(2.4 * RATE)
    partials = ((0.5, 0.5, 1.0), (1.0, 1.0, 0.7), (1.19, 0.6, 0.5), (2.0, 0.5, 0.4), (2.74, 0.3, 0.25))
    toll = sum(
        (tone(length, strike * ratio) * np.float32(level) * pluck(length, attack=0.003, decay=decay)
         for ratio, level, decay in partials),
        np.zeros(length, np.float32),
    )  # fmt: skip
    for at in np.arange(g.uniform(0.2, 0.6), n / RATE, 1.9):
        put(track, toll, float(at), gain=0.3, pan=0.2)
    return track


MAKERS: Final[dict[str, Maker]] = {
    maker.__name__: maker
    for maker in (
        wind, breeze, rain, drizzle, storm, snow, waves, stream, waterfall, underwater, birds, crickets, city,
        room_tone, crowd, fire, hum, engine, train,
        bell,
    )
}  # fmt: skip
"""Every ambience by its name, which is the name used in `places.toml`."""
