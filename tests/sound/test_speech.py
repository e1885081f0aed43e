"""Lines are heard when they are read and when lips move, in the speaker's own voice, above everything else."""

import itertools
import tomllib
from collections.abc import Iterator
from importlib.resources import files

import msgspec
import numpy as np
import pytest

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.calls import call_of
from laterna.engines.animatic.dialogue import beats_of, cues_of, utterances_of
from laterna.engines.animatic.figures import known_species
from laterna.engines.animatic.mouths import MouthTrack
from laterna.engines.animatic.sound import compose, espeak
from laterna.engines.animatic.sound.espeak import Synthesizer, synthesizer
from laterna.engines.animatic.sound.signal import RATE, Mono, loudness
from laterna.engines.animatic.sound.speech import DUCKED, Spoken, speak_over, spoken_in
from laterna.engines.animatic.sound.voices import voice_of
from laterna.engines.animatic.storyboard import Action, Line, Shot, Storyboard, Subject

ENGLISH = "Don't stop me now, my friend! Where are you going?"
CHINESE = "你好，今天天气真好。我们去看海吧！"

REQUEST = VideoRequest(
    model="animatic", family="laterna", prompt="x", width=320, height=180, duration=5, fps=24, seed=7, audio=True
)  # fmt: skip


def person(name: str = "a", **more: object) -> Subject:
    values = {"kind": "biped", "species": "person", "actions": (Action("talk"),), "importance": 3, **more}
    return Subject(id=name, name=name, **values)  # type: ignore[arg-type]


def says(text: str, *, setting: str = "cafe", **more: object) -> Shot:
    return Shot(setting=setting, subjects=(person(**more),), dialogue=(Line(text, "a"),))


@pytest.fixture
def without_extra(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which the extra `speech` is not installed."""
    monkeypatch.setattr(espeak, "PACKAGE", "espeakng_loader_that_is_not_installed")
    synthesizer.cache_clear()
    yield
    synthesizer.cache_clear()


def machines() -> list[Synthesizer | None]:
    """With the extra, where it is installed, and without."""
    found = synthesizer()
    return [None] if found is None else [None, found]


MACHINES = pytest.mark.parametrize("machine", machines(), ids=lambda one: "spoken" if one else "murmured")


def level(samples: Mono, start: float, end: float) -> float:
    """The loudness between two times in seconds."""
    return float(np.sqrt(np.mean(samples[round(start * RATE) : round(end * RATE)] ** 2)))


def pitch_of(samples: Mono) -> float:
    """The median pitch of voiced parts in Hz, by autocorrelation."""
    found = []
    for start in range(0, len(samples) - 4_096, 2_400):
        piece = samples[start : start + 4_096]
        if np.sqrt(np.mean(piece**2)) > 0.5:
            spectrum = np.abs(np.fft.rfft(piece * np.hanning(4_096), 16_384)) ** 2
            likeness = np.fft.irfft(spectrum)[:1_200]
            found.append(RATE / (80 + int(np.argmax(likeness[80:]))))
    return float(np.median(found))


@MACHINES
@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_a_line_is_heard_from_its_first_syllable_to_its_last(machine: Synthesizer | None, text: str) -> None:
    shot = says(text)
    (utterance,), (cue,) = utterances_of(shot, 5), cues_of(shot.dialogue, 5)
    (spoken,) = spoken_in(shot, 2.0, 5, 7, machine)
    assert spoken.start == 2 + utterance.start == 2 + cue.start
    assert spoken.end <= 2 + cue.end
    assert spoken.end == pytest.approx(2 + utterance.beats[-1].end, abs=0.01)


@MACHINES
@pytest.mark.parametrize("text", [ENGLISH, CHINESE])
def test_voice_and_lips_rest_together_between_sentences(machine: Synthesizer | None, text: str) -> None:
    (utterance,) = utterances_of(says(text), 5)
    (spoken,) = spoken_in(says(text), 0, 5, 7, machine)
    beats = utterance.beats
    rests = [(a.end, b.start) for a, b in itertools.pairwise(beats) if b.start - a.end > 0.25]
    assert rests
    mouth = MouthTrack([utterance])
    for start, end in rests:
        middle = (start + end) / 2
        assert mouth.open_at("a", middle) == 0
        assert level(spoken.samples, middle - spoken.start, end - spoken.start - 0.03) < 0.35
    assert all(mouth.open_at("a", (beat.start + beat.end) / 2) > 0.3 for beat in beats)
    said = [level(spoken.samples, beat.start - spoken.start, beat.end - spoken.start) for beat in beats]
    assert np.mean(np.array(said) > 0.3) > 0.85


@MACHINES
def test_a_child_speaks_higher_than_an_old_man_and_a_mouse_higher_still(machine: Synthesizer | None) -> None:
    speakers = [
        {"gender": "male", "age": "old"},
        {"gender": "female"},
        {"gender": "female", "age": "child"},
    ]
    pitches = [pitch_of(spoken_in(says(ENGLISH, **who), 0, 5, 7, machine)[0].samples) for who in speakers]
    assert pitches[0] * 1.4 < pitches[1] and pitches[1] * 1.15 < pitches[2]


def test_voices_follow_the_size_of_the_animal_and_stay_the_same_in_every_shot() -> None:
    def pitch(species: str, **more: object) -> float:
        return voice_of(person(kind="quadruped", species=species, **more), 7).pitch

    assert pitch("elephant") < pitch("dog") < pitch("mouse")
    assert pitch("dog", size="giant") < pitch("dog") < pitch("dog", age="baby")
    assert pitch("dog") == pitch("dog", emotion="happy")
    assert voice_of(person("b"), 7) != voice_of(person("c"), 7)
    assert voice_of(person(species="robot"), 7).liveliness == 0


@MACHINES
def test_speech_stands_out_and_the_rest_is_held_back(machine: Synthesizer | None) -> None:
    spoken = spoken_in(says(ENGLISH), 0, 5, 7, machine)
    bed = np.full((5 * RATE, 2), 0.1, np.float32)
    track = speak_over(bed, spoken)
    (line,) = spoken
    assert np.allclose(track[: round((line.start - 0.2) * RATE)], 0.1)
    assert np.allclose(track[round((line.end + 0.5) * RATE) :], 0.1)
    assert level(track, line.start, line.end) > 1.8 * DUCKED * 0.1
    silent = Spoken(np.zeros_like(line.samples), line.start, 0.0, 1.0, True)
    assert np.allclose(speak_over(bed, [silent])[round((line.start + 0.3) * RATE)], DUCKED * 0.1, atol=1e-3)


@pytest.mark.parametrize("setting", ["cafe", "stadium", "void", "train"])
@pytest.mark.parametrize("bgm", [True, False])
def test_a_clip_with_speech_is_as_loud_as_any_other(setting: str, bgm: bool) -> None:
    track = compose(
        Storyboard(prompt="x", shots=(says(ENGLISH, setting=setting),)),
        msgspec.structs.replace(REQUEST, bgm=bgm),
    )
    assert track.shape == (5 * RATE, 2)
    assert loudness(track) == pytest.approx(-16, abs=1.5)
    assert np.max(np.abs(track)) <= 0.9


@pytest.mark.usefixtures("without_extra")
def test_without_the_extra_a_talking_figure_murmurs_the_same_every_time() -> None:
    assert synthesizer() is None
    board = Storyboard(prompt="x", shots=(says(ENGLISH, setting="void"),))
    spoken = compose(board, REQUEST)
    silent = compose(Storyboard(prompt="x", shots=(Shot(setting="void"),)), REQUEST)
    assert not np.allclose(spoken, silent, atol=0.05)
    assert np.array_equal(spoken, compose(board, REQUEST))


def test_the_pictures_are_the_same_with_and_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    from laterna.engines.animatic.film import Film

    shot = says(CHINESE, setting="office")
    board = Storyboard(prompt="x", shots=(shot,))
    frames = [Film(board, REQUEST).frame(30)]
    monkeypatch.setattr(espeak, "PACKAGE", "espeakng_loader_that_is_not_installed")
    synthesizer.cache_clear()
    frames.append(Film(board, REQUEST).frame(30))
    synthesizer.cache_clear()
    assert np.array_equal(*frames)


def test_figures_that_talk_without_quoted_words_take_turns_and_are_heard() -> None:
    shot = Shot(setting="void", subjects=(person("a", gender="male"), person("b", gender="female")))
    spoken = spoken_in(shot, 0, 5, 7, None)
    assert [line.quoted for line in spoken] == [False] * 3
    assert pitch_of(spoken[0].samples) * 1.4 < pitch_of(spoken[1].samples)
    assert [one.speaker for one in utterances_of(shot, 5)] == ["a", "b", "a"]
    for before, after in itertools.pairwise(spoken):
        assert before.end <= after.start


def test_who_neither_talks_nor_is_quoted_says_nothing() -> None:
    shot = Shot(subjects=(person(actions=(Action("run"),)),))
    assert spoken_in(shot, 0, 5, 7, None) == []


def test_a_voice_off_screen_moves_nobodys_lips() -> None:
    shot = Shot(subjects=(person(actions=(Action("run"),)),), dialogue=(Line("Once upon a time"),))
    (utterance,) = utterances_of(shot, 5)
    assert utterance.speaker == ""
    assert MouthTrack([utterance]).open_at("a", utterance.start + 0.1) == 0
    assert len(spoken_in(shot, 0, 5, 7, None)) == 1


def test_syllables_are_counted_in_both_languages() -> None:
    assert len(beats_of("你好，世界", 0, 1)) == 4
    assert len(beats_of("going to the library", 0, 1)) == 7
    assert len(beats_of("他说 hello。", 0, 1)) == 4
    assert beats_of("…!?", 0, 1) == ()
    beats = beats_of(ENGLISH, 1, 3)
    assert beats[0].start == 1
    assert beats[-1].end == pytest.approx(3)


def test_a_line_too_long_for_its_shot_still_ends_within_it() -> None:
    shot = says("word " * 200)
    (utterance,) = utterances_of(shot, 2)
    assert utterance.end <= 2
    assert spoken_in(shot, 0, 2, 7, None)[0].end <= 2


@pytest.mark.skipif(synthesizer() is None, reason="needs the extra: pip install laterna[speech]")
def test_every_script_has_a_reader_and_odd_text_does_no_harm() -> None:
    machine = synthesizer()
    assert machine is not None
    for text in (
        ENGLISH,
        CHINESE,
        "こんにちは",
        "안녕하세요",
        "Привет",
        "Γειά σου",
        "<b>&amp; [[x]]",
        "♪ 🎵 a",
    ):
        assert machine.speak(text, voice_of(None, 7)) is not None, text
    assert machine.speak("", voice_of(None, 7)) is None
    assert machine.speak("a\0b " * 2_000, voice_of(None, 7)) is not None


def animal(species: str, kind: str, verb: str = "shout") -> Shot:
    subject = person(species=species, kind=kind, actions=(Action(verb),))
    return Shot(setting="void", subjects=(subject,))


def test_animals_call_in_their_own_way_and_open_their_mouths_for_it() -> None:
    (dog, *_), (lion, *_), (mouse, *_) = (
        spoken_in(animal(species, "quadruped"), 0, 3, 7, None) for species in ("dog", "lion", "mouse")
    )
    assert not dog.quoted
    assert brightness(lion.samples) < brightness(dog.samples) < brightness(mouse.samples)
    shot = animal("dog", "quadruped")
    bark = utterances_of(shot, 3)[0]
    assert len(bark.beats) == 3
    mouth = MouthTrack([bark])
    between = (bark.beats[0].end + bark.beats[1].start) / 2
    assert mouth.open_at("a", between) == 0
    assert mouth.open_at("a", bark.beats[1].start + 0.15) > 0.5
    start = bark.start
    assert level(dog.samples, bark.beats[0].start - start + 0.05, bark.beats[0].end - start) > 0.3
    assert level(dog.samples, between - start - 0.03, between - start + 0.03) < 0.01


def brightness(samples: Mono) -> float:
    """The centre of the spectrum in Hz."""
    spectrum = np.abs(np.fft.rfft(samples))
    return float(np.sum(np.fft.rfftfreq(len(samples), 1 / RATE) * spectrum) / np.sum(spectrum))


def test_an_animal_that_says_words_speaks_them() -> None:
    shot = Shot(subjects=(person(species="cat", kind="quadruped"),), dialogue=(Line("Meow? No.", "a"),))
    assert [one.calls for one in utterances_of(shot, 4)] == [0]


def test_every_species_of_the_table_of_calls_is_drawn_and_listed_once() -> None:
    rows = tomllib.loads(files("laterna.engines.animatic").joinpath("calls.toml").read_text("utf-8"))
    species = [name for row in rows.values() for name in row["species"]]
    assert len(species) == len(set(species))
    assert set(species) <= known_species()
    for name in species:
        assert call_of(name) is not None


def test_music_that_the_prompt_names_plays_without_being_ordered() -> None:
    plain = compose(Storyboard(prompt="x", shots=(Shot(setting="stage"),)), REQUEST)
    music = compose(Storyboard(prompt="x", shots=(Shot(setting="stage", sounds=("music",)),)), REQUEST)
    assert not np.allclose(plain, music, atol=0.02)
