"""Feet do not slide: while a foot is on the ground it moves back exactly as fast as the figure moves forward."""

import pytest

from laterna.engines.animatic.figures import tables
from laterna.engines.animatic.figures.biped_pose import body
from laterna.engines.animatic.figures.biped_pose import stride as biped_stride
from laterna.engines.animatic.figures.pose import Pose
from laterna.engines.animatic.figures.quadruped_pose import gait_of, stance, travel_of
from laterna.engines.animatic.figures.skeleton import joints

STEP = 1.0 / 240


@pytest.mark.parametrize("species", ("cat", "dog", "horse", "elephant", "rabbit", "giraffe"))
@pytest.mark.parametrize("verb", ("walk", "run"))
def test_paws_stay_where_they_are_put(species: str, verb: str) -> None:
    row = tables.quadruped(species)
    gait = gait_of(row, verb)
    stride = travel_of(row, gait) / gait.duty
    for k in range(240):
        before = stance(row, Pose(verb=verb, phase=k * STEP), 0)
        after = stance(row, Pose(verb=verb, phase=(k + 1) * STEP), 0)
        for one, two in zip(before.feet, after.feet, strict=True):
            if not one.free and not two.free and abs(two.at[0] - one.at[0]) < 0.2:
                assert two.at[0] - one.at[0] == pytest.approx(-stride * STEP, abs=1e-6)
                assert one.at[1] == two.at[1]


@pytest.mark.parametrize("verb", ("walk", "run"))
def test_soles_stay_where_they_are_put(verb: str) -> None:
    row = tables.biped("man")
    stride = biped_stride(row.leg, verb)
    for k in range(240):
        before = body(Pose(verb=verb, phase=k * STEP), row.leg, 0)
        after = body(Pose(verb=verb, phase=(k + 1) * STEP), row.leg, 0)
        for one, two in ((before.near_leg, after.near_leg), (before.far_leg, after.far_leg)):
            if one.height == 0.0 and two.height == 0.0 and abs(two.forward - one.forward) < 0.1:
                assert two.forward - one.forward == pytest.approx(-stride * STEP, abs=1e-6)


def test_legs_reach_the_ground_they_stand_on() -> None:
    row = tables.biped("woman")
    for k in range(24):
        moment = body(Pose(verb="walk", phase=k / 24), row.leg, 0)
        on_page = joints(row, moment, "side")
        lowest = max(on_page.near_leg.end[1], on_page.far_leg.end[1])
        assert lowest == pytest.approx(-0.042, abs=0.03)


def test_a_run_leaves_the_ground_and_a_walk_does_not() -> None:
    row = tables.biped("man")
    walking = [body(Pose(verb="walk", phase=k / 48), row.leg, 0) for k in range(48)]
    running = [body(Pose(verb="run", phase=k / 48), row.leg, 0) for k in range(48)]
    assert all(min(b.near_leg.height, b.far_leg.height) < 0.03 for b in walking)
    assert any(min(b.near_leg.height, b.far_leg.height) > 0.0 for b in running)
