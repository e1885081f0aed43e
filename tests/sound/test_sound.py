"""A clip sounds like its place, at an even loudness, and the same every time."""

import msgspec
import numpy as np
import pytest

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.sound import compose
from laterna.engines.animatic.sound.ambience import MAKERS
from laterna.engines.animatic.sound.compose import levels_of, places
from laterna.engines.animatic.sound.music import MOODS, play
from laterna.engines.animatic.sound.signal import RATE, loudness, tone
from laterna.engines.animatic.storyboard import Action, Shot, Storyboard, Subject

REQUEST = VideoRequest(
    model="animatic",
    family="laterna",
    prompt="x",
    width=320,
    height=180,
    duration=3,
    fps=24,
    seed=7,
    audio=True,
)


def board(**shot: object) -> Storyboard:
    return Storyboard(prompt="x", shots=(Shot(**shot),))  # type: ignore[arg-type]


def changed(**fields: object) -> VideoRequest:
    return msgspec.structs.replace(REQUEST, **fields)


def brightness(track: np.ndarray) -> float:
    """The centre of the spectrum in Hz."""
    spectrum = np.abs(np.fft.rfft(track[:, 0]))
    return float(np.sum(np.fft.rfftfreq(len(track), 1 / RATE) * spectrum) / np.sum(spectrum))


def test_the_track_is_as_long_as_the_clip_and_stereo() -> None:
    track = compose(board(), REQUEST)
    assert track.shape == (3 * RATE, 2)
    assert track.dtype == np.float32
    assert np.max(np.abs(track)) <= 0.9


def test_without_audio_and_music_it_is_silent() -> None:
    assert not np.any(compose(board(), changed(audio=False)))


@pytest.mark.parametrize("setting", sorted(places().settings))
def test_every_setting_sounds_at_minus_sixteen_lufs(setting: str) -> None:
    assert loudness(compose(board(setting=setting), REQUEST)) == pytest.approx(-16, abs=1.5)


def test_loudness_follows_the_standard() -> None:
    """A sine of 997 Hz at -20 dB of full scale in both channels measures -20 LUFS minus 0.0 by BS.1770's own note."""
    sine = tone(4 * RATE, 997) * np.float32(10 ** (-20 / 20))
    assert loudness(np.stack([sine, sine], axis=1)) == pytest.approx(-20, abs=0.1)


def test_the_same_seed_sounds_the_same_and_another_does_not() -> None:
    first = compose(board(setting="beach"), REQUEST)
    assert np.array_equal(first, compose(board(setting="beach"), REQUEST))
    assert not np.array_equal(first, compose(board(setting="beach"), changed(seed=8)))


def test_rain_is_brighter_than_the_deep_sea() -> None:
    rain = compose(board(setting="city_street", weather="rain"), REQUEST)
    assert brightness(rain) > 2 * brightness(compose(board(setting="underwater"), REQUEST))


def test_steps_are_heard_as_often_as_feet_fall() -> None:
    runner = Subject(
        id="a", name="dog", kind="quadruped", species="dog", actions=(Action("run"),), importance=3
    )
    still = compose(board(setting="void", subjects=(msgspec.structs.replace(runner, actions=()),)), REQUEST)
    steps = compose(board(setting="void", subjects=(runner,)), REQUEST)
    assert onsets(still) < 3
    assert 3 * 7.2 * 0.7 < onsets(steps) < 3 * 7.2 * 1.3


def onsets(track: np.ndarray) -> int:
    """How often the level above 300 Hz jumps up within 30 ms."""
    high = np.diff(track[:, 0], 3)
    level = np.sqrt(np.add.reduceat(high**2, np.arange(0, len(high), RATE // 100)))
    jumps = level[3:] > 2.5 * np.maximum(level[:-3], 0.05 * np.max(level))
    return int(np.sum(jumps[1:] & ~jumps[:-1]))


def test_night_in_the_meadow_has_crickets_and_morning_has_birds() -> None:
    assert "crickets" in levels_of(Shot(setting="meadow", time="night"))
    assert "birds" in levels_of(Shot(setting="meadow", time="morning"))


def test_every_name_in_the_table_is_an_ambience() -> None:
    table = places()
    for group in (table.settings, table.weather, table.named):
        for levels in group.values():
            assert levels.keys() <= MAKERS.keys()


@pytest.mark.parametrize("mood", sorted(MOODS))
def test_every_mood_plays(mood: str) -> None:
    track = play(4 * RATE, mood, np.random.default_rng(1))
    assert np.isfinite(track).all()
    assert np.max(np.abs(track)) > 0.01


def test_shots_have_their_own_sound() -> None:
    story = Storyboard(
        prompt="x", shots=(Shot(setting="underwater"), Shot(setting="city_street", weather="rain"))
    )
    track = compose(story, changed(duration=4))
    assert brightness(track[2 * RATE + 9_600 :]) > 1.5 * brightness(track[: 2 * RATE - 9_600])
