"""Mouths: how far each speaker's mouth is open at a moment, by the text's syllables or by the caller's audio."""

import math
from collections.abc import Sequence
from typing import Final

from laterna.engines.animatic.dialogue import Utterance
from laterna.engines.animatic.hearing import Heard

_CLOSED: Final = 0.08
"""Between two syllables of one breath lips do not quite close."""


class MouthTrack:
    """When each speaker's mouth is open in one shot."""

    def __init__(self, utterances: Sequence[Utterance], heard: Heard | None = None) -> None:
        self._utterances = utterances
        self._beats = [utterance.beats for utterance in utterances]
        self._heard = heard

    def open_at(self, speaker: str, time: float) -> float:
        """0 closed to 1 open, at a time in seconds of the shot; `speaker` is a subject's id."""
        if self._heard is not None:
            return self._heard.level_at(time) if speaker == self._turn(time) else 0.0
        for utterance, beats in zip(self._utterances, self._beats, strict=True):
            if utterance.speaker != speaker or not utterance.start <= time < utterance.end:
                continue
            for beat in beats:
                if beat.start <= time < beat.end:
                    along = (time - beat.start) / (beat.end - beat.start)
                    return _CLOSED + (beat.open - _CLOSED) * math.sin(math.pi * along**0.8)
            return 0.0
        return 0.0

    def _turn(self, time: float) -> str:
        """Whose turn it is: who began to speak last."""
        begun = [utterance for utterance in self._utterances if utterance.start <= time]
        return (begun or self._utterances)[-1 if begun else 0].speaker if self._utterances else ""
