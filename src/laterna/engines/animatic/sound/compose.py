"""From a storyboard to a finished track: places, weather, events and music, mixed and brought to one loudness."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.sound.ambience import MAKERS
from laterna.engines.animatic.sound.espeak import synthesizer
from laterna.engines.animatic.sound.events import perform
from laterna.engines.animatic.sound.music import play
from laterna.engines.animatic.sound.signal import RATE, Stereo, normalized, swell
from laterna.engines.animatic.sound.speech import Spoken, speak_over, spoken_in
from laterna.engines.animatic.storyboard import Shot, Storyboard
from laterna.engines.animatic.timeline import spans_of

LOUDNESS: Final = -16.0
"""LUFS: what streaming players expect of speech and mixed programmes."""

_MUSIC: Final = "music"
_CROSSFADE: Final = 0.25
_NIGHTS: Final = ("night", "dusk")
_OPEN: Final = ("meadow", "forest", "park", "village", "farm", "garden", "lake", "road", "mountain")

Levels = dict[str, float]


class Places(Struct, frozen=True, forbid_unknown_fields=True):
    """`places.toml`: ambience levels by setting, weather, and named sound or species."""

    settings: dict[str, Levels]
    weather: dict[str, Levels]
    named: dict[str, Levels]


@cache
def places() -> Places:
    """The table, read once. Raises `msgspec.ValidationError` when it is broken."""
    text = files(__package__).joinpath("places.toml").read_text(encoding="utf-8")
    return msgspec.convert(tomllib.loads(text), Places)


def compose(storyboard: Storyboard, request: VideoRequest) -> Stereo:
    """The sound of a clip: shape (samples, 2), 48 kHz, -1 to 1, at -16 LUFS, exactly as long as the clip.

    With `request.audio` the scene sounds and its lines are spoken, or murmured where no synthesiser is installed;
    with `request.bgm`, or where the prompt names it among the sounds, music plays; with neither all is silent.
    """
    samples = request.duration * RATE
    track = np.zeros((samples, 2), np.float32)
    spoken = _add_shots(track, storyboard, request) if request.audio else []
    named = request.audio and any(_MUSIC in shot.sounds for shot in storyboard.shots)
    if request.bgm or named:
        mood = "noir" if storyboard.style == "noir" else storyboard.mood
        track += play(samples, mood, generator(request.seed, "music")) * (0.7 if request.audio else 1.0)
    track = speak_over(track, spoken)
    return normalized(track, LOUDNESS) * swell(samples, attack=0.04, release=0.2)[:, None]


def levels_of(shot: Shot) -> Levels:
    """Which ambiences a shot has and how loud: its place, hour, weather, what is in it and what it names."""
    table = places()
    levels: Levels = dict(table.settings.get(shot.setting, {"breeze": 0.6}))
    if shot.setting in _OPEN and shot.weather in ("clear", "cloudy"):
        levels["crickets" if shot.time in _NIGHTS else "birds"] = 0.8
    names = [*shot.sounds, *(subject.species for subject in shot.subjects if subject.importance >= 2)]
    sources = [table.weather.get(shot.weather, {}), *(table.named.get(name, {}) for name in names)]
    for source in sources:
        for name, level in source.items():
            levels[name] = max(level, levels.get(name, 0.0))
    return levels


def _add_shots(track: Stereo, storyboard: Storyboard, request: VideoRequest) -> list[Spoken]:
    """Adds what sounds in each shot; what is said comes back, to be laid over everything else."""
    spoken: list[Spoken] = []
    shots = storyboard.shots or (Shot(),)
    if request.inputs.first_frame and request.inputs.last_frame:
        shots = shots[:1]  # from one given picture to another is one take
    for number, (shot, span) in enumerate(zip(shots, spans_of(shots, request.frames), strict=True)):
        begin, seconds = span.start / request.fps, (span.end - span.start) / request.fps
        random = generator(request.seed, "sound", number)
        _add_ambience(track, shot, begin, seconds, random)
        perform(track, shot, begin, begin + seconds, random)
        spoken += spoken_in(shot, begin, seconds, request.seed, synthesizer())
    return spoken


def _add_ambience(
    track: Stereo, shot: Shot, begin: float, seconds: float, random: np.random.Generator
) -> None:
    start = round(max(0.0, begin - _CROSSFADE / 2) * RATE)
    end = min(len(track), round((begin + seconds + _CROSSFADE / 2) * RATE))
    if end <= start:
        return
    fade = swell(end - start, attack=_CROSSFADE, release=_CROSSFADE)[:, None]
    for name, level in sorted(levels_of(shot).items()):
        track[start:end] += MAKERS[name](random, end - start) * np.float32(level) * fade
