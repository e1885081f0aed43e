"""Speech through eSpeak NG, where the extra `speech` is installed: `espeakng-loader` ships the library and its data.

The library keeps one voice for the whole process, so one `Synthesizer` serves it; drawing processes do one piece
of work at a time.
"""

import ctypes
import importlib
import re
from functools import cache
from typing import Final, Protocol, cast

import numpy as np
import structlog
from msgspec import Struct
from numpy.typing import NDArray

from laterna.engines.animatic.sound.signal import Mono
from laterna.engines.animatic.sound.voices import Voice

PACKAGE: Final = "espeakng_loader"

# From eSpeak NG's public header speak_lib.h.
_SYNCHRONOUS: Final = 2
_DONT_EXIT: Final = 0x8000
_UTF8: Final = 1
_BY_CHARACTER: Final = 1
_RATE, _PITCH, _RANGE = 1, 3, 4
_WORD_EVENT: Final = 1
_BUFFER_MS: Final = 200
_RATES: Final = (80, 420)

_USUAL_RATE: Final = 205
"""Words a minute at which a voice takes about as long as `dialogue` gives it."""

_BASES: Final = {False: ("+m3", 105.0, 1.0), True: ("+f2", 190.0, 1.12)}
"""Variant, its middle pitch in Hz, and how much shorter its throat is than a man's; for male and female voices."""

_LANGUAGES: Final = (
    (re.compile("[\u3040-\u30ff]"), "ja"),
    (re.compile("[\uac00-\ud7af]"), "ko"),
    (re.compile("[\u3400-\u9fff\uf900-\ufaff]"), "cmn"),
    (re.compile("[\u0400-\u04ff]"), "ru"),
    (re.compile("[\u0370-\u03ff]"), "el"),
)
_DEFAULT_LANGUAGE: Final = "en-us"
_MOST: Final = 1_000  # characters of one line

_log = structlog.get_logger(__name__)


class Speech(Struct, frozen=True):
    """A spoken text: samples, their rate in Hz, and for each word its position in the text and when it begins."""

    samples: NDArray[np.float32]
    rate: int
    words: tuple[tuple[int, float], ...]


class _Loader(Protocol):
    def get_library_path(self) -> str: ...
    def get_data_path(self) -> str: ...


class _Event(ctypes.Structure):
    _fields_ = (
        ("type", ctypes.c_int),
        ("identifier", ctypes.c_uint),
        ("text_position", ctypes.c_int),
        ("length", ctypes.c_int),
        ("audio_position", ctypes.c_int),
        ("sample", ctypes.c_int),
        ("user_data", ctypes.c_void_p),
        ("id", ctypes.c_char * 8),
    )


_Callback = ctypes.CFUNCTYPE(
    ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.POINTER(_Event)
)


class Synthesizer:
    """eSpeak NG, loaded. Not for several threads at once."""

    def __init__(self, library: ctypes.CDLL, rate: int) -> None:
        self._library = library
        self._rate = rate
        self._parts: list[Mono] = []
        self._words: list[tuple[int, float]] = []
        self._callback = _Callback(self._take)
        library.espeak_SetSynthCallback(self._callback)

    def speak(self, text: str, voice: Voice, haste: float = 1.0) -> Speech | None:
        """Speaks a text, `haste` times as fast as usual; None when the library cannot."""
        variant, middle, _ = _BASES[voice.female]
        throat = shortened(voice)
        name = language_of(text) + variant
        if self._library.espeak_SetVoiceByName(name.encode()) != 0:
            return None
        pitch = 50 + 50 * float(np.log2(voice.pitch / throat / middle))
        slowest, fastest = _RATES
        rate = min(fastest, max(slowest, round(_USUAL_RATE * voice.pace * haste)))
        for parameter, value in (
            (_RATE, rate),
            (_PITCH, min(99, max(1, round(pitch)))),
            (_RANGE, round(50 * min(2.0, voice.liveliness))),
        ):
            self._library.espeak_SetParameter(parameter, value, 0)
        self._parts, self._words = [], []
        data = text[:_MOST].encode("utf-8", "ignore") + b"\0"
        if self._library.espeak_Synth(data, len(data), 0, _BY_CHARACTER, 0, _UTF8, None, None) != 0:
            return None
        samples = np.concatenate(self._parts) if self._parts else np.zeros(0, np.float32)
        return Speech(samples, self._rate, tuple(self._words)) if np.any(samples) else None

    def _take(
        self, samples: "ctypes._Pointer[ctypes.c_short]", count: int, events: "ctypes._Pointer[_Event]"
    ) -> int:
        if samples and count > 0:
            heard = np.ctypeslib.as_array(samples, (count,))
            self._parts.append(heard.astype(np.float32) / np.float32(32_768))
        number = 0
        while events[number].type != 0:
            event = events[number]
            if event.type == _WORD_EVENT:
                self._words.append((event.text_position - 1, event.audio_position / 1_000))
            number += 1
        return 0


def shortened(voice: Voice) -> float:
    """How many times faster to play the samples for the voice's throat: the base voices have a man's and a woman's."""
    return voice.tract / _BASES[voice.female][2]


def language_of(text: str) -> str:
    """The voice that reads a text, by its script."""
    return next((name for script, name in _LANGUAGES if script.search(text)), _DEFAULT_LANGUAGE)


@cache
def synthesizer() -> Synthesizer | None:
    """The synthesiser, loaded once in a process; None where the extra is not installed or does not load."""
    try:
        loader = cast(_Loader, importlib.import_module(PACKAGE))
        library = ctypes.CDLL(loader.get_library_path())
        data = loader.get_data_path().encode()
    except ImportError:
        return None
    except (OSError, RuntimeError) as error:
        _log.warning("speech does not load, so figures murmur instead", error=str(error))
        return None
    rate = library.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, data, _DONT_EXIT)
    if rate <= 0:
        _log.warning("speech finds no data, so figures murmur instead", package=PACKAGE)
        return None
    return Synthesizer(library, rate)
