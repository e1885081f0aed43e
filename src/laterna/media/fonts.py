"""The fonts for all text in pictures: they come with a package, never from the system.

Noto Sans SC and Noto Serif SC (SIL Open Font License 1.1): all of GB 2312, Big5 and the basic CJK block, kana,
Latin, Greek, Cyrillic and Vietnamese. Hangul, Arabic and emoji are not in them; `drawable` leaves those out.
"""

from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final, Literal

import skia

from laterna.errors import EngineError

FontName = Literal["sans", "serif"]

_PACKAGE: Final = "pylopdf_fonts_zh_cn"
_FILES: Final[dict[FontName, str]] = {"sans": "NotoSansSC-Regular.otf", "serif": "NotoSerifSC-Regular.otf"}


def font_path(name: FontName = "sans") -> Path:
    """The font's file. Raises EngineError (engine_unavailable) when the package is not installed."""
    spec = find_spec(_PACKAGE)
    folder = Path(spec.origin).parent if spec and spec.origin else None
    path = folder / _FILES[name] if folder else None
    if path is None or not path.is_file():
        raise EngineError(
            "The fonts are not installed: run `pip install pylopdf-fonts-zh-cn`.", code="engine_unavailable"
        )
    return path


@cache
def typeface(name: FontName = "sans") -> skia.Typeface:
    """The font as Skia draws with it; read from disk once a process."""
    return skia.Typeface.MakeFromFile(str(font_path(name)))


def font(size: float, name: FontName = "sans", *, bold: bool = False) -> skia.Font:
    """The font at `size` pixels to the em, anti-aliased and unhinted, so that text looks alike everywhere."""
    made = skia.Font(typeface(name), size)
    made.setEdging(skia.Font.Edging.kAntiAlias)
    made.setHinting(skia.FontHinting.kNone)
    made.setSubpixel(True)
    made.setEmbolden(bold)
    return made


def drawable(text: str, name: FontName = "sans") -> str:
    """The text without the characters that the font lacks; line breaks and tabs become spaces."""
    spaced = "".join(" " if char.isspace() else char for char in text)
    glyphs = typeface(name).unicharsToGlyphs([ord(char) for char in spaced])
    return "".join(char for char, glyph in zip(spaced, glyphs, strict=True) if glyph)
