"""The watermark can be read on any ground, in any script, in the corner that was asked for."""

import numpy as np
import pytest

from laterna.errors import EngineError
from laterna.media import fonts
from laterna.media.watermark import blend, make_stamp
from tests.media.pictures_for_tests import flat


def marked(text: str, grey: int, position: int, width: int = 640, height: int = 360) -> np.ndarray:
    frame = flat((grey, grey, grey), width, height)
    blend(frame, make_stamp(text, width, height, position))
    return frame


@pytest.mark.parametrize("text", ["AI生成", "内容由AI生成", "內容由人工智慧產生", "Made by AI"])
@pytest.mark.parametrize("grey", [0, 128, 255])
def test_it_stands_out_on_any_ground(text: str, grey: int) -> None:
    frame = marked(text, grey, 3)
    changed = np.abs(frame[..., 0].astype(int) - grey)
    assert (changed > 60).sum() > 40
    assert (frame[..., 3] == 255).all()


@pytest.mark.parametrize(("position", "left", "top"), [(1, 1, 1), (2, 0, 1), (3, 0, 0), (4, 1, 0)])
def test_it_lies_in_its_corner(position: int, left: int, top: int) -> None:
    changed = np.argwhere(marked("AI生成", 0, position)[..., 0] > 0)
    y, x = changed.mean(axis=0)
    assert (x < 320, y < 180) == (bool(left), bool(top))
    nearest = np.minimum(changed.min(axis=0), [359, 639] - changed.max(axis=0))
    assert nearest.min() >= 5


def test_a_long_text_fits_into_the_frame() -> None:
    for width, height in ((640, 360), (360, 640), (128, 72)):
        stamp = make_stamp("本视频内容由人工智能生成,请注意甄别" * 4, width, height)
        assert stamp.x + stamp.pixels.shape[1] <= width
        assert stamp.y + stamp.pixels.shape[0] <= height


def test_its_size_follows_the_short_side() -> None:
    low, high = make_stamp("AI生成", 1280, 720), make_stamp("AI生成", 1920, 1080)
    tall = make_stamp("AI生成", 720, 1280)
    assert high.pixels.shape[0] == pytest.approx(1.5 * low.pixels.shape[0], abs=2)
    assert tall.pixels.shape == low.pixels.shape


def test_the_stamp_is_premultiplied_and_the_same_every_time() -> None:
    stamp, again = (make_stamp("AI生成", 640, 360).pixels for _ in range(2))
    assert (stamp[..., :3].max(axis=2) <= stamp[..., 3]).all()
    assert (stamp == again).all()


def test_characters_without_a_glyph_are_left_out() -> None:
    assert fonts.drawable("小猫 🐱\tkitten\n") == "小猫  kitten "
    empty = make_stamp("🐱", 640, 360)
    assert not empty.pixels.any()


def test_the_fonts_know_chinese_in_both_scripts() -> None:
    for name in ("sans", "serif"):
        assert fonts.drawable("月光下奔跑的貓與龍龜鬱", name) == "月光下奔跑的貓與龍龜鬱"


def test_another_position_is_refused() -> None:
    with pytest.raises(EngineError, match="allowed: 1 to 4"):
        make_stamp("AI", 640, 360, 5)
