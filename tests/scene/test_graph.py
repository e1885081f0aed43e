"""The staged scene holds what the golden prompts state: subjects, counts, deeds, relations and camera moves."""

import pytest

from tests.reader.elements import open_cases
from tests.scene import graph
from tests.scene.drawn import drawn
from tests.scene.survey import GRAPH, survey

# Least share of what was read that is drawn, over a sample of the golden prompts.
FLOORS = {"subject": 0.97, "count": 0.95, "action": 0.78, "relation": 0.85, "camera": 0.95}
STEP, FEW = 13, 6


def test_the_stage_shows_what_a_sample_of_the_golden_prompts_states() -> None:
    tally = survey(open_cases()[::STEP], GRAPH)
    print("\n" + tally.table())
    for kind, floor in FLOORS.items():
        if tally.read[kind] >= FEW:
            assert tally.share(kind) >= floor, f"{kind}\n" + "\n".join(tally.missing)


@pytest.mark.parametrize(
    "prompt",
    [
        "A dog sits to the left of a chair",
        "A cat sits on a table",
        "A robot stands under a tree",
        "A girl stands behind a fence",
        "A bird flies above a house",
        "A man holds an umbrella",
        "A knight rides a horse",
        "A boy follows a duck",
        "Penguins dance around a campfire",
        "一只猫坐在椅子右边",
        "桌子上放着一个花瓶",
        "男孩骑在大象背上",
    ],
)
def test_a_stated_relation_is_where_the_figures_stand(prompt: str) -> None:
    for shot, take in drawn(prompt).takes():
        assert shot.relations
        for relation in shot.relations:
            assert graph.tied(shot, take, relation), relation


@pytest.mark.parametrize(
    "move",
    ["pan left", "pan right", "tilt up", "tilt down", "dolly in", "dolly out", "zoom in", "zoom out", "orbit shot",
     "crane up", "crane down", "aerial view", "handheld", "static shot"],
)  # fmt: skip
def test_the_camera_moves_as_told(move: str) -> None:
    for shot, take in drawn(f"A statue in a park, {move}").takes():
        assert graph.moves(take, shot.camera.move)


@pytest.mark.parametrize(
    ("prompt", "count"), [("Three cats in a garden", 3), ("两只狗在公园", 2), ("Five ducks", 5)]
)
def test_as_many_figures_as_told_are_staged(prompt: str, count: int) -> None:
    shot, take = drawn(prompt).takes()[0]
    main = shot.subjects[0]
    assert main.count == count
    assert graph.counted(take, main)
