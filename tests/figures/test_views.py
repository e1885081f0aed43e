"""Who looks into the camera shows both halves of a face; hands are where the deed is."""

import numpy as np
import pytest

from laterna.engines.animatic.figures.biped_deeds import KICK_AT, KICK_PERIOD, kicked
from laterna.engines.animatic.figures.biped_pose import body
from laterna.engines.animatic.figures.bodies import Reach
from laterna.engines.animatic.figures.pose import Pose
from tests.figures.sketching import drawn, figure


def likeness(species: str, verb: str, view: str) -> float:
    """How much of the upper third of the silhouette lies on its own mirror image, 0..1."""
    pixels = drawn(figure(species), Pose(verb=verb, view=view, time=0.2), scale=96)  # type: ignore[arg-type]
    solid = pixels[..., 3] > 128
    rows = np.flatnonzero(solid.any(axis=1))
    head = solid[rows[0] : rows[0] + max(3, len(rows) // 4)]
    columns = np.flatnonzero(head.any(axis=0))
    head = head[:, columns[0] : columns[-1] + 1]
    return float((head & head[:, ::-1]).sum() / (head | head[:, ::-1]).sum())


@pytest.mark.parametrize("species", ["man", "woman", "girl", "old_man", "robot", "snowman"])
def test_a_head_seen_from_ahead_is_even(species: str) -> None:
    assert likeness(species, "stand", "front") > 0.78


@pytest.mark.parametrize("species", ["cat", "dog", "panda", "fox", "tiger", "rabbit", "owl", "penguin"])
def test_animals_that_sit_before_the_viewer_are_even(species: str) -> None:
    ahead = likeness(species, "sit", "front")
    assert ahead > 0.7
    assert ahead > likeness(species, "sit", "side") - 0.05


@pytest.mark.parametrize("species", ["man", "cat", "owl"])
def test_front_and_side_are_different_pictures(species: str) -> None:
    front, side = (drawn(figure(species), Pose(verb="sit", view=view)) for view in ("front", "side"))  # type: ignore[arg-type]
    assert front.shape != side.shape or not np.array_equal(front, side)


def test_a_reader_has_both_hands_at_the_book() -> None:
    hands = body(Pose(verb="read", time=0.2), 0.44, 3)
    assert isinstance(hands.near_arm, Reach)
    assert isinstance(hands.far_arm, Reach)
    assert abs(hands.near_arm.down - hands.far_arm.down) < 0.05
    assert abs(hands.near_arm.forward - hands.far_arm.forward) < 0.02


def test_the_foot_meets_the_ball_when_the_ball_leaves() -> None:
    hit = body(Pose(verb="kick", time=KICK_AT), 0.44, 3).near_leg.forward
    rest = body(Pose(verb="kick", time=KICK_PERIOD - 0.6), 0.44, 3).near_leg.forward
    assert hit > rest + 0.1
    assert kicked(KICK_AT, back=False)[0] < 0.02
    assert kicked(KICK_AT + 1.0, back=False)[0] > 0.8


def test_two_players_pass_the_ball_to_and_fro() -> None:
    half = KICK_PERIOD / 2
    assert kicked(KICK_AT + half - 0.01, back=True)[0] > 0.95
    assert kicked(KICK_AT + 2 * half - 0.01, back=True)[0] < 0.05
