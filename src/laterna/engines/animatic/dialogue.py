"""Dialogue in time: when each line is shown, when it is spoken, by whom, and syllable by syllable.

Captions, mouths and voices all read their times here, so that text, lips and sound agree. The times come from the
text alone: pictures are the same whether or not a speech synthesiser is installed.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from msgspec import Struct

from laterna.engines.animatic.calls import call_of
from laterna.engines.animatic.storyboard import Line, Shot, Subject

SPEAKING: Final = ("talk", "sing", "shout")
"""Verbs of those who are heard: they say the quoted lines, or murmur, or call as their kind does."""

SYLLABLE_SECONDS: Final = 0.19
"""How long a syllable of weight 1 takes at an easy pace, a little over five a second as in conversation."""

_SHORTEST: Final = 0.35
_CALLING: Final = 0.72  # of the time between two calls
_TURN: Final = 1.5
_BREAK: Final = 0.4
_WIDE_FROM: Final = "\u2e80"
_HAN: Final = 1.2
_WORD = re.compile(r"[^\W\d_\u2e80-\uffef]+(?:['’][^\W\d_]+)*|\d|[\u2e80-\uffef]|[.,;:!?…—]")
_PAUSES: Final = {
    **dict.fromkeys(",;:、，；：—", 1.0),
    **dict.fromkeys(".!?。！？…", 1.8),
}
_VOWEL: Final = "[aeiouyáàâäéèêëíìîïóòôöúùûü]"
_VOWELS = re.compile(rf"i(?=ng$)|{_VOWEL}+?(?=ing$)|{_VOWEL}+")
_OPENNESS: Final = {"a": 1.0, "o": 0.85, "e": 0.7, "i": 0.5, "y": 0.5, "u": 0.45}
_MURMUR: Final = (1.0, 0.7, 1.2, 0.8, 1.5, 0.9, 0.7, 1.3)


class Cue(Struct, frozen=True):
    """One line with the time that its caption is shown, in seconds of the shot."""

    line: Line
    start: float
    end: float


class Beat(Struct, frozen=True):
    """One syllable in time: from `start` to `end` in seconds, how wide the mouth opens (0 to 1), and the position
    in the text of the word that it belongs to."""

    start: float
    end: float
    open: float
    at: int


class Utterance(Struct, frozen=True):
    """What one speaker says in one go. `text` is empty for talk that is heard but not quoted; `speaker` is the id
    of a subject, or empty for a voice off screen; times in seconds of the shot; `verb` is how it is said; `calls` is
    how often an animal calls, or 0 for speech."""

    speaker: str
    text: str
    start: float
    end: float
    verb: str = "talk"
    calls: int = 0

    @property
    def beats(self) -> tuple[Beat, ...]:
        """Its syllables or calls, in order; pauses are the gaps between them."""
        if self.calls:
            each = (self.end - self.start) / self.calls
            starts = [self.start + each * number for number in range(self.calls)]
            return tuple(Beat(start, start + each * _CALLING, 1.0, 0) for start in starts)
        return beats_of(self.text, self.start, self.end)


def cues_of(lines: Sequence[Line], seconds: float) -> list[Cue]:
    """Spreads the lines over the shot in proportion to their length, with a breath before the first."""
    if not lines:
        return []
    lead = min(0.4, seconds * 0.1)
    room = seconds - lead
    weights = [max(4, len(line.text)) for line in lines]
    total = sum(weights)
    cues: list[Cue] = []
    at = lead
    for line, weight in zip(lines, weights, strict=True):
        length = room * weight / total
        read = min(length * 0.94, 0.9 + weight * (0.24 if is_wide(line.text) else 0.075))
        cues.append(Cue(line, at, at + max(read, length * 0.5)))
        at += length
    return cues


def is_wide(text: str) -> bool:
    """True when a text has letters of East Asia, which stand for a syllable each."""
    return any(letter >= _WIDE_FROM for letter in text)


def utterances_of(shot: Shot, seconds: float) -> list[Utterance]:
    """Who speaks when in a shot of this length. Those who talk without quoted words take turns."""
    talkers = [subject for subject in shot.subjects if _verb(subject)]
    cues = cues_of(shot.dialogue, seconds)
    if cues:
        verbs = {subject.id: _verb(subject) for subject in talkers}
        usual = talkers[0].id if talkers else ""
        speakers = [cue.line.speaker or usual for cue in cues]
        return [
            Utterance(who, cue.line.text, cue.start, _end(cue), verbs.get(who, "talk"))
            for cue, who in zip(cues, speakers, strict=True)
        ]
    spoken: list[Utterance] = []
    at = 0.2
    while talkers and at < seconds - _SHORTEST:
        talker = talkers[len(spoken) % len(talkers)]
        verb = _verb(talker)
        call = call_of(talker.species) if verb != "talk" else None
        calls = call.times if call is not None else 0
        spoken.append(Utterance(talker.id, "", at, min(seconds, at + _TURN), verb, calls))
        at += _TURN + _BREAK
    return spoken


def beats_of(text: str, start: float, end: float) -> tuple[Beat, ...]:
    """The syllables of a text, spread between two times by their weights."""
    parts = list(_parts(text)) if text else [(weight, 0.5 + weight / 4, 0) for weight in _MURMUR]
    while parts and not parts[-1][1]:
        parts.pop()
    total = sum(weight for weight, _, _ in parts)
    beats: list[Beat] = []
    at = start
    for weight, opening, place in parts:
        length = (end - start) * weight / total
        if opening:
            beats.append(Beat(at, at + length, opening, place))
        at += length
    return tuple(beats)


def _verb(subject: Subject) -> str:
    return next((action.verb for action in subject.actions if action.verb in SPEAKING), "")


def _end(cue: Cue) -> float:
    easy = sum(weight for weight, _, _ in _parts(cue.line.text)) * SYLLABLE_SECONDS
    return min(cue.end, cue.start + max(_SHORTEST, easy))


def _parts(text: str) -> Iterator[tuple[float, float, int]]:
    """(weight, opening, position) of each syllable, and of each pause with opening 0."""
    for found in _WORD.finditer(text.lower()):
        word, at = found[0], found.start()
        if word in _PAUSES:
            yield (_PAUSES[word], 0.0, at)
        elif word >= _WIDE_FROM and not word.isalnum():
            continue
        elif word >= _WIDE_FROM or word.isdigit():
            yield (_HAN, 0.55 + 0.09 * (ord(word) % 6), at)
        else:
            yield from _syllables(word, at)


def _syllables(word: str, at: int) -> Iterator[tuple[float, float, int]]:
    vowels = _VOWELS.findall(word)
    if len(vowels) > 1 and word.endswith("e") and not word.endswith("le"):
        vowels.pop()
    vowels = vowels or ["e"]
    weight = 0.55 + 0.15 * min(6.0, len(word) / len(vowels))
    for vowel in vowels:
        yield (weight, _OPENNESS.get(vowel[0], 0.75), at)
