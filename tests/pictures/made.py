"""Pictures that tests send, and how clips are compared with them."""

import io
import struct
import wave
import zlib
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from laterna.media.stills import encode_still

Pixels = NDArray[np.uint8]

RED, GREEN, BLUE, YELLOW = (200, 40, 40), (40, 160, 60), (40, 60, 190), (220, 200, 60)
GREY, WHITE, PURPLE, TEAL = (110, 110, 110), (235, 235, 235), (130, 40, 140), (30, 150, 150)


def quartered(colors: tuple[tuple[int, int, int], ...], wide: int = 320, high: int = 180) -> Pixels:
    """A picture of four colours: (height, width, 3), RGB."""
    picture = np.empty((high, wide, 3), np.uint8)
    for number, color in enumerate(colors):
        rows = slice(0, high // 2) if number < 2 else slice(high // 2, high)
        columns = slice(0, wide // 2) if number % 2 == 0 else slice(wide // 2, wide)
        picture[rows, columns] = color
    return picture


FIRST = quartered((RED, GREEN, BLUE, YELLOW))
LAST = quartered((GREY, WHITE, PURPLE, TEAL))


def jpeg(picture: Pixels = FIRST) -> bytes:
    return encode_still(picture, ".jpg")


def png(picture: Pixels) -> bytes:
    """A PNG from (height, width, 3 or 4) pixels, RGB or RGBA."""
    high, wide, parts = picture.shape
    rows = b"".join(b"\0" + picture[y].tobytes() for y in range(high))
    return _png(wide, high, 6 if parts == 4 else 2, rows)


def _png(wide: int, high: int, kind: int, rows: bytes) -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    header = struct.pack(">IIBBBBB", wide, high, 8, kind, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def bomb() -> bytes:
    """A PNG of a hundred bytes that claims 900 million pixels."""
    return _png(30_000, 30_000, 6, b"")


def disc(color: tuple[int, int, int] = (255, 0, 200), size: int = 96) -> bytes:
    """A coloured disc on a transparent ground, as PNG."""
    y, x = np.mgrid[0:size, 0:size]
    inside = (x - size / 2) ** 2 + (y - size / 2) ** 2 < (size * 0.46) ** 2
    picture = np.zeros((size, size, 4), np.uint8)
    picture[inside] = (*color, 255)
    return png(picture)


def tone(seconds: float = 4.0, hertz: float = 440.0) -> bytes:
    """A WAV file with one steady tone."""
    rate = 16_000
    wave_form = 0.5 * np.sin(np.arange(int(rate * seconds)) / rate * 2 * np.pi * hertz)
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes((wave_form * 32_767).astype("<i2").tobytes())
    return buffer.getvalue()


def frames_of(clip: Path) -> list[Pixels]:
    """All frames of a clip: (height, width, 3), RGB."""
    with av.open(str(clip)) as container:
        return [frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)]


def pitch_of(clip: Path) -> float:
    """The strongest frequency of a clip's sound, in hertz."""
    with av.open(str(clip)) as container:
        parts = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
        rate = container.streams.audio[0].rate
    samples = np.concatenate(parts)[rate // 2 : rate * 5 // 2]
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples))))
    return float(np.argmax(spectrum) * rate / len(samples))


def quarters(picture: Pixels) -> NDArray[np.float64]:
    """The mean colour inside each of the four quarters: (4, 3)."""
    high, wide = picture.shape[0] // 2, picture.shape[1] // 2
    means = []
    for y in (0, high):
        for x in (0, wide):
            part = picture[y + high // 6 : y + high * 5 // 6, x + wide // 6 : x + wide * 5 // 6, :3]
            means.append(part.reshape(-1, 3).mean(axis=0))
    return np.array(means)


def resembles(frame: Pixels, picture: Pixels, most: float = 14.0) -> bool:
    """True when the mean colours of all four quarters differ by no more than `most` of 255."""
    return float(np.abs(quarters(frame) - quarters(picture)).max()) <= most


def share_of(frame: Pixels, color: tuple[int, int, int], reach: float = 70.0) -> float:
    """How much of a frame has about this colour."""
    distance = np.sqrt(((frame.astype(np.float64) - np.array(color)) ** 2).sum(axis=2))
    return float((distance < reach).mean())
