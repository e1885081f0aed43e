"""Callers' pictures are judged by their content and decoded within limits."""

import struct
import zlib
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laterna.errors import EngineError
from laterna.media.headers import Header, read_header
from laterna.media.kinds import picture_kind
from laterna.media.pictures import decode_picture
from laterna.media.stills import write_still


def png(width: int, height: int, *, pixels: bytes | None = None) -> bytes:
    """A PNG whose header claims a size; the pixels are all one colour unless given."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    body = pixels if pixels is not None else (b"\x00" + b"\x10\x80\xf0\xff" * width) * height
    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    packed = zlib.compress(body)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")


def refused(path: Path) -> str:
    with pytest.raises(EngineError) as caught:
        decode_picture(path)
    assert caught.value.code == "input_invalid"
    return caught.value.message


def test_a_png_keeps_its_colour_and_transparency(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(png(8, 6))
    picture = decode_picture(path)
    assert picture.shape == (6, 8, 4)
    assert picture[3, 4].tolist() == [0x10, 0x80, 0xF0, 0xFF]


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
def test_every_allowed_type_is_told_by_its_content_not_its_name(tmp_path: Path, suffix: str) -> None:
    source = tmp_path / f"source{suffix}"
    write_still(np.full((40, 60, 3), 120, np.uint8), source)
    renamed = source.rename(tmp_path / "picture.txt")
    assert decode_picture(renamed).shape[:2] == (40, 60)


def test_a_large_picture_is_scaled_down(tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(png(300, 200))
    assert decode_picture(path, most=150).shape == (100, 150, 4)


def test_a_header_that_claims_too_much_is_refused_before_decoding(tmp_path: Path) -> None:
    path = tmp_path / "bomb.png"
    path.write_bytes(png(60_000, 60_000, pixels=b""))
    assert "60000 by 60000 pixels" in refused(path)


def test_long_and_thin_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "thin.png"
    path.write_bytes(png(50, 10))
    assert "1:4 to 4:1" in refused(path)


@pytest.mark.parametrize("data", [b"", b"GIF89a" + bytes(40), b"<svg/>", b"\x89PNG\r\n\x1a\n" + bytes(30)])
def test_other_and_broken_files_are_refused(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "x"
    path.write_bytes(data)
    refused(path)


@settings(max_examples=60, deadline=None)
@given(cut=st.integers(0, 200), flip=st.integers(0, 199), bit=st.integers(1, 255))
def test_damage_never_gives_another_error(
    tmp_path_factory: pytest.TempPathFactory, cut: int, flip: int, bit: int
) -> None:
    data = bytearray(png(12, 9))
    data[flip % len(data)] ^= bit
    path = tmp_path_factory.mktemp("damage") / "x.png"
    path.write_bytes(bytes(data[: max(1, len(data) - cut)]))
    try:
        assert decode_picture(path).shape[2] == 4
    except EngineError as error:
        assert error.code == "input_invalid"


def test_sniffing_needs_the_whole_mark() -> None:
    assert picture_kind(b"RIFF1234WEBPVP8 ") == "WebP"
    assert picture_kind(b"RIFF1234WAVEfmt ") is None


def quarters(picture: np.ndarray) -> list[int]:
    """The red of the four quarters, row by row."""
    high, wide = picture.shape[0] // 4, picture.shape[1] // 4
    return [int(picture[y, x, 0]) for y in (high, 3 * high) for x in (wide, 3 * wide)]


def exif(orientation: int, order: str) -> bytes:
    mark = b"II" if order == "<" else b"MM"
    tiff = (
        mark + struct.pack(f"{order}HIH", 42, 8, 1) + struct.pack(f"{order}HHIHH", 274, 3, 1, orientation, 0)
    )
    body = b"Exif\0\0" + tiff
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("orientation", "seen"),
    [
        (1, [0, 80, 160, 240]),
        (2, [80, 0, 240, 160]),
        (3, [240, 160, 80, 0]),
        (4, [160, 240, 0, 80]),
        (5, [0, 160, 80, 240]),
        (6, [160, 0, 240, 80]),
        (7, [240, 80, 160, 0]),
        (8, [80, 240, 0, 160]),
    ],
)
def test_photographs_are_turned_upright(
    tmp_path: Path, orientation: int, seen: list[int], order: str
) -> None:
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:32, 48:], pixels[32:, :48], pixels[32:, 48:] = 80, 160, 240
    path = tmp_path / "photo.jpg"
    write_still(pixels, path)
    data = path.read_bytes()
    path.write_bytes(data[:2] + exif(orientation, order) + data[2:])
    found = quarters(decode_picture(path))
    assert all(abs(a - b) < 24 for a, b in zip(found, seen, strict=True)), found


@pytest.mark.parametrize("suffix", [".png", ".jpg", ".webp"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.95])
def test_a_file_that_was_cut_off_is_refused(tmp_path: Path, suffix: str, share: float) -> None:
    path = tmp_path / f"cut{suffix}"
    noise = np.random.default_rng(1).integers(0, 255, (60, 80, 3), dtype=np.uint8)
    write_still(noise, path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    assert "damaged" in refused(path)


@pytest.mark.parametrize(("suffix", "kind"), [(".png", "PNG"), (".jpg", "JPEG"), (".webp", "WebP")])
def test_the_size_is_known_before_decoding(tmp_path: Path, suffix: str, kind: str) -> None:
    path = tmp_path / f"sized{suffix}"
    write_still(np.full((40, 60, 3), 9, np.uint8), path)
    assert read_header(path, kind) == Header(60, 40)
