"""Speech: the lines of a shot spoken at their times, and the rest of the sound held back while somebody speaks."""

from collections.abc import Sequence
from typing import Final

import msgspec
import numpy as np
from msgspec import Struct

from laterna.engines.animatic.calls import call_of
from laterna.engines.animatic.chance import generator
from laterna.engines.animatic.dialogue import Beat, Utterance, utterances_of
from laterna.engines.animatic.sound.babble import babble
from laterna.engines.animatic.sound.callers import called
from laterna.engines.animatic.sound.espeak import Speech, Synthesizer, shortened
from laterna.engines.animatic.sound.signal import RATE, Mono, Stereo, put
from laterna.engines.animatic.sound.stretch import fitted, resampled
from laterna.engines.animatic.sound.voices import Voice, voice_of
from laterna.engines.animatic.storyboard import Shot, Subject

DUCKED: Final = 0.35
"""What is left of everything else while somebody speaks: 9 dB less."""

_RAMP: Final = 0.12
_OVER_BED: Final = 3.6
_LEAST: Final = 0.07
_UNQUOTED: Final = 0.45
_QUIET: Final = 0.015
_BEND: Final = (0.5, 2.0)
_SIDES: Final = {"left": -0.4, "right": 0.4}
_GAINS: Final = {"shout": 1.3, "sing": 1.0, "talk": 1.0}


class Spoken(Struct, frozen=True):
    """An utterance as sound: mono samples at 48 kHz that begin at `start` seconds of the clip; `pan` -1 to 1."""

    samples: Mono
    start: float
    pan: float
    gain: float
    quoted: bool

    @property
    def end(self) -> float:
        """When it ends, in seconds of the clip."""
        return self.start + len(self.samples) / RATE


def spoken_in(
    shot: Shot, begin: float, seconds: float, seed: int, machine: Synthesizer | None
) -> list[Spoken]:
    """What is said in a shot that begins at `begin` seconds of the clip; without a synthesiser all murmur."""
    subjects = {subject.id: subject for subject in shot.subjects}
    spoken: list[Spoken] = []
    for utterance in utterances_of(shot, seconds):
        subject = subjects.get(utterance.speaker)
        samples = _voiced(utterance, subject, seed, machine)
        if np.any(samples):
            gain = _GAINS.get(utterance.verb, 1.0) * (1.0 if utterance.text else _UNQUOTED)
            pan = _SIDES.get(subject.place, 0.0) if subject is not None else 0.0
            spoken.append(Spoken(samples, begin + utterance.start, pan, gain, bool(utterance.text)))
    return spoken


def speak_over(bed: Stereo, spoken: Sequence[Spoken]) -> Stereo:
    """The bed held back under quoted speech, with everything that is said, loud enough to be understood."""
    quoted = [line for line in spoken if line.quoted]
    track = bed * _held_back(len(bed), quoted)[:, None] if quoted else bed.copy()
    for line in spoken:
        around = track[max(0, round(line.start * RATE)) : round(line.end * RATE)]
        level = max(_LEAST, _OVER_BED * _effective(around)) * line.gain
        put(track, line.samples, line.start, gain=level * np.sqrt(2), pan=line.pan)
    return track


def _voiced(utterance: Utterance, subject: Subject | None, seed: int, machine: Synthesizer | None) -> Mono:
    """The utterance as sound of loudness 1 while it lasts, from its first to its last syllable."""
    beats = [
        Beat(beat.start - utterance.start, beat.end - utterance.start, beat.open, beat.at)
        for beat in utterance.beats
    ]
    if not beats or beats[-1].end < _RAMP:
        return np.zeros(0, np.float32)
    voice = voice_of(subject, seed)
    random = generator(seed, "babble", utterance.speaker, utterance.text, utterance.start)
    sound: Mono | None = None
    call = call_of(subject.species) if subject is not None and utterance.calls else None
    if subject is not None and call is not None:
        usual = voice_of(msgspec.structs.replace(subject, size="normal", age="", gender=""), seed)
        sound = called(beats, call, voice.pitch / usual.pitch, random)
    if machine is not None and utterance.text and utterance.verb != "sing":
        sound = _read_aloud(utterance.text, beats, voice, machine)
    if sound is None:
        sound = babble(
            beats, beats[-1].end, voice, random,
            question=utterance.text.rstrip().endswith(("?", "？")), sung=utterance.verb == "sing",
        )  # fmt: skip
    return np.asarray(sound / max(1e-6, _effective(sound)), np.float32)


def _read_aloud(text: str, beats: Sequence[Beat], voice: Voice, machine: Synthesizer) -> Mono | None:
    """The text spoken and fitted to the syllables' times."""
    # Played faster at the end, which shortens the throat; so it is made that much longer here.
    faster = shortened(voice)
    seconds = beats[-1].end * faster
    speech = machine.speak(text, voice)
    if speech is None:
        return None
    first, last = _edges(speech)
    # Said again at the pace that is needed, so that little is left to stretch.
    speech = machine.speak(text, voice, haste=(last - first) / seconds) or speech
    anchors = _anchors(speech, [(beat.start * faster, beat.at) for beat in beats], seconds)
    return resampled(fitted(speech.samples, speech.rate, anchors, seconds), round(beats[-1].end * RATE))


def _anchors(speech: Speech, wanted: Sequence[tuple[float, int]], end: float) -> list[tuple[float, float]]:
    """Each word's own time beside the time of its first syllable, as far as no stretch bends the voice too much."""
    first, last = _edges(speech)
    anchors = [(first, 0.0)]
    for position, own in speech.words:
        there = next((time for time, at in wanted if at >= position), None)
        if there is not None and there > anchors[-1][1] and _gentle(anchors[-1], (own, there), (last, end)):
            anchors.append((own, there))
    return [*anchors, (last, end)]


def _gentle(before: tuple[float, float], here: tuple[float, float], end: tuple[float, float]) -> bool:
    """True when what lies before and what lies behind is played at half to twice its pace."""
    low, high = _BEND
    steps = ((here[0] - before[0], here[1] - before[1]), (end[0] - here[0], end[1] - here[1]))
    return all(wanted > 0.05 and low <= own / wanted <= high for own, wanted in steps)


def _edges(speech: Speech) -> tuple[float, float]:
    """When the voice begins and ends, in seconds of the speech."""
    heard = np.flatnonzero(np.abs(speech.samples) > _QUIET)
    return (float(heard[0]) / speech.rate, float(heard[-1] + 1) / speech.rate) if len(heard) else (0.0, 1.0)


def _held_back(samples: int, spoken: Sequence[Spoken]) -> Mono:
    times = np.arange(samples, dtype=np.float32) / RATE
    gain = np.ones(samples, np.float32)
    for line in spoken:
        edges = (line.start - _RAMP, line.start, line.end, line.end + 2 * _RAMP)
        gain = np.minimum(gain, np.interp(times, edges, (1.0, DUCKED, DUCKED, 1.0)).astype(np.float32))
    return gain


def _effective(sound: Mono) -> float:
    """Root mean square of what is not silent."""
    power = np.square(sound, dtype=np.float64)
    heard = power[power > 1e-8]
    return float(np.sqrt(heard.mean())) if len(heard) else 0.0
