"""Clips are cut by their frames alone, and processes share them out so that each bakes few scenes."""

from hypothesis import given
from hypothesis import strategies as st

from laterna.engines.animatic.drawing.schedule import Candidate, choose_clip, choose_segment
from laterna.engines.animatic.drawing.segments import cut


@given(seconds=st.integers(1, 60), fps=st.integers(1, 60))
def test_segments_cover_every_frame_once_and_last_at_most_a_second(seconds: int, fps: int) -> None:
    segments = cut(seconds * fps, fps)
    assert [frame for first, count in segments for frame in range(first, first + count)] == [
        *range(seconds * fps)
    ]
    assert all(1 <= count <= fps for _, count in segments)


def test_a_usual_clip_is_shared_evenly_by_two_four_and_eight() -> None:
    assert [count for _, count in cut(120, 24)] == [15] * 8


def draw(processes: int, segments: int) -> dict[int, list[int]]:
    """Who draws what when all are equally fast."""
    waiting, last = list(range(segments)), dict.fromkeys(range(processes))
    drawn: dict[int, list[int]] = {process: [] for process in range(processes)}
    while waiting:
        for process in drawn:
            if waiting:
                chosen = choose_segment(waiting, last[process])
                waiting.remove(chosen)
                drawn[process].append(chosen)
                last[process] = chosen
    return drawn


def test_two_processes_draw_one_half_each_in_order() -> None:
    assert draw(2, 8) == {0: [0, 1, 2, 3], 1: [4, 5, 6, 7]}


def test_a_clip_without_a_process_comes_before_one_that_has_some() -> None:
    assert choose_clip([Candidate(1, 1), Candidate(2, 0)], last=1) == 2


def test_among_equals_a_process_stays_with_its_clip_and_else_takes_the_oldest() -> None:
    equals = [Candidate(1, 1), Candidate(2, 1), Candidate(3, 1)]
    assert choose_clip(equals, last=3) == 3
    assert choose_clip(equals, last=None) == 1
