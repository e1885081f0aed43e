"""Meadows, forests, mountains, deserts and other open country."""

from laterna.engines.animatic.sets.groves import butterflies, framing_tree
from laterna.engines.animatic.sets.land import bushes, foreground, ground, hills, mountains, treeline
from laterna.engines.animatic.sets.sky import aurora, sky
from laterna.engines.animatic.stage.scenery import Scenery


def meadow(scene: Scenery) -> None:
    """Grass and flowers before hills and a line of trees."""
    sky(scene)
    green = {"autumn": "#a08a44", "winter": "#c9d6de"}.get(scene.shot.season, "#5f9e4c")
    if scene.shot.season == "winter":
        return snowfield(scene)
    if scene.chance("relief").random() < 0.55:
        mountains(scene, 13.0, scene.horizon - 8, 150, "#6f86a6", snow=0.3)
    hills(scene, 9.0, scene.horizon - 16, 58, "#5c8a8f")
    hills(scene, 5.0, scene.horizon + 4, 34, "#5d9463", trees="round+pine", tree_height=58, tree_count=16)
    hills(scene, 3.4, scene.horizon - 2, 12, "#64a052", haze=0.1, trees="round", tree_height=96, tree_count=9)
    treeline(scene, 2.5, scene.horizon + 22, "round+round+poplar", 215, 7, clear=0.2)
    bushes(scene, 1.9, scene.horizon + 48, 12)
    ground(scene, green, texture="flowers")
    framing_tree(scene)
    butterflies(scene, 3)
    foreground(scene, green)
    return None


def snowfield(scene: Scenery) -> None:
    """Snow, pines, white peaks; northern lights on clear nights."""
    sky(scene, birds=False)
    if scene.palette.stars > 0.6 and scene.shot.weather in ("clear", "snow"):
        aurora(scene)
    mountains(scene, 12.0, scene.horizon, 210, "#7f95b4", snow=0.75)
    hills(scene, 5.0, scene.horizon + 8, 30, "#dfe9f2", trees="pine", tree_height=64, tree_count=20, haze=0.2)
    treeline(scene, 2.5, scene.horizon + 36, "pine", 190, 8, clear=0.3)
    ground(scene, "#e6eef6", texture="snow", near="#b9cce2")
    return
