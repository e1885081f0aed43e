"""Clay: every form is a pillow whose edges sink in and whose lit side shines, worked out at a quarter of the size."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from laterna.engines.animatic.canvas import LINEAR, box, canvas_over, image_from

_PART: Final = 4
_SEAM: Final = 7  # brightness steps that are no edge yet
_DEEP: Final = 120


def model(pixels: NDArray[np.uint8]) -> None:
    """Gives the forms of a frame, (height, width, 4) BGRA, their roundness, in place."""
    tone = pixels[_PART // 2 :: _PART, _PART // 2 :: _PART, 1].astype(np.int16)
    soft = _blur(_blur(tone))
    right = np.zeros_like(soft)
    down = np.zeros_like(soft)
    right[:, 1:-1] = soft[:, 2:] - soft[:, :-2]
    down[1:-1] = soft[2:] - soft[:-2]
    seam = _blur(np.clip(np.abs(right) + np.abs(down) - _SEAM, 0, _DEEP))
    lamp = _blur(np.clip(seam - 5, 0, 60))
    shine = np.roll(lamp, (3, 2), axis=(0, 1))
    shine = np.clip(shine - seam, 0, 70)
    shadow = np.clip(seam * 5 // 4 + np.roll(lamp, (-3, -2), axis=(0, 1)) // 2 - shine, 0, 150)
    out = np.empty((*tone.shape, 4), np.uint8)
    out[..., 0] = shine * 200 // 255
    out[..., 1] = shine * 235 // 255
    out[..., 2] = shine
    out[..., 3] = np.maximum(shadow, shine)
    made = canvas_over(pixels)
    high, wide = tone.shape
    made.getCanvas().drawImageRect(image_from(out), box(0, 0, wide * _PART, high * _PART), LINEAR)
    made.flushAndSubmit()


def _blur(field: NDArray[np.int16]) -> NDArray[np.int16]:
    """Averaged over three by three cells; the border is kept."""
    out = field.copy()
    out[:, 1:-1] = (field[:, :-2] + 2 * field[:, 1:-1] + field[:, 2:]) >> 2
    down = out.copy()
    down[1:-1] = (out[:-2] + 2 * out[1:-1] + out[2:]) >> 2
    return down
