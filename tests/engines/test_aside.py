"""Frames that are encoded beside drawing keep their order, and what goes wrong with one is not lost."""

import threading

import numpy as np
import pytest

from laterna.engines.animatic.drawing.aside import Aside
from laterna.media.coding import Frame


def frame(number: int) -> Frame:
    return np.full((2, 2, 4), number, np.uint8)


def test_frames_are_taken_in_order_by_one_other_thread() -> None:
    seen: list[tuple[int, int]] = []
    with Aside(lambda picture: seen.append((int(picture[0, 0, 0]), threading.get_ident()))) as aside:
        for number in range(20):
            aside.take(frame(number))
    assert [number for number, _ in seen] == list(range(20))
    assert {thread for _, thread in seen}.isdisjoint({threading.get_ident()})


@pytest.mark.parametrize("broken", [0, 4])
def test_what_fails_for_a_frame_reaches_whoever_draws(broken: int) -> None:
    def fail(picture: Frame) -> None:
        if picture[0, 0, 0] == broken:
            raise ValueError("no room")

    with pytest.raises(ValueError, match="no room"), Aside(fail) as aside:
        for number in range(5):
            aside.take(frame(number))


def test_a_drawing_that_is_given_up_waits_for_nothing_more() -> None:
    seen: list[int] = []
    with pytest.raises(KeyError), Aside(lambda picture: seen.append(int(picture[0, 0, 0]))) as aside:
        aside.take(frame(0))
        raise KeyError
    assert seen == [0]
