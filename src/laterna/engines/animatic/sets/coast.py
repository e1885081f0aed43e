"""Oceans, beaches, lakes, rivers, harbours."""

from laterna.engines.animatic.canvas import Canvas, fill_oval, moved
from laterna.engines.animatic.sets.fitting import afloat
from laterna.engines.animatic.sets.flora import Brush, palm, reed
from laterna.engines.animatic.sets.groves import framing_tree
from laterna.engines.animatic.sets.inkwash import is_ink
from laterna.engines.animatic.sets.land import bushes, foreground, ground, hills, mountains, treeline
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.water import sails, sea, shore, swell
from laterna.engines.animatic.stage.scenery import Scenery, across


def ocean(scene: Scenery) -> None:
    """Open sea with rolling waves."""
    scene.horizon -= scene.view.height * 0.04
    sky(scene)
    storm = scene.shot.weather == "storm"
    sea(scene, deep="#1c5f92")
    swell(scene, 5, foam=0.95 if storm else 0.6)
    sails(scene, 1 if storm else 2)
    scene.water_line = scene.horizon + (scene.view.height - scene.horizon) * 0.52


def beach(scene: Scenery) -> None:
    """Sand, surf, palms, and the sea behind."""
    view = scene.view
    scene.horizon -= view.height * 0.08
    sky(scene)
    edge = scene.horizon + (view.height - scene.horizon) * 0.42
    hills(scene, 8.0, scene.horizon + 4, 26, "#4f8a86")
    sea(scene, bottom=edge + 30, deep="#1d86b0", order=2.9)
    sails(scene, 2)
    scene.water_line = edge - 22
    keep = scene.horizon
    scene.horizon = edge
    ground(scene, "#ecd6a6", texture="sand", far="#f0dcb4", near="#caa878")
    scene.horizon = keep
    shore(scene, edge)
    _palms(scene, edge)


def _palms(scene: Scenery, edge: float) -> None:
    random = scene.chance("palms")
    brush = Brush(scene.palette, 1.7, scene.side)
    side = -1 if scene.side > 0 else 1
    middle = scene.view.width / 2
    for index in range(2):
        x = middle + side * scene.view.width * (0.36 + 0.1 * index)
        tall = 300.0 + 60 * float(random.random())
        y = edge + 46 + 26 * index

        def draw(canvas: Canvas, x: float = x, y: float = y, tall: float = tall, index: int = index) -> None:
            with moved(canvas, x, y):
                palm(canvas, brush, tall, "#3f9a5c", scene.chance("palm", index))

        scene.still(1.7 - 0.1 * index, x - 320, y - tall - 150, 640, tall + 180, draw)


def lake(scene: Scenery) -> None:
    """Still water between a wooded shore and mountains."""
    sky(scene)
    high = scene.shot.setting == "mountain"
    if is_ink(scene):
        mountains(scene, 17.0, scene.horizon - 14, 330, "#6f86a4")
    mountains(scene, 12.0, scene.horizon - 6, 330 if high else 190, "#6f86a4", snow=0.4)
    if high or is_ink(scene):
        mountains(scene, 8.0, scene.horizon - 2, 180, "#5f7688", snow=0.15)
    hills(scene, 5.0, scene.horizon - 2, 22, "#4d7c62", trees="pine+round", tree_height=74, tree_count=34)
    treeline(scene, 4.0, scene.horizon + 6, "pine+round", 92, 22, clear=0.2)
    sea(scene, deep="#2a6f8e", calm=2.2)
    scene.water_line = scene.horizon + (scene.view.height - scene.horizon) * 0.34
    if scene.shot.setting != "lake":
        scene.water_line += scene.view.height * 0.05
        return
    if afloat(scene.shot):
        scene.water_line += scene.view.height * 0.07
        _shallows(scene)
        return
    foreground(scene, "#4c7a4a", 84)
    bank(scene)


def _shallows(scene: Scenery) -> None:
    """Clumps of reeds and lily pads in the nearest water."""
    view = scene.view
    random = scene.chance("shallows")
    brush = Brush(scene.palette, 1.0, scene.side)
    low, period = view.height + 12, 1.7 * view.width
    clumps = [0.03 * view.width, 0.98 * view.width, 1.12 * view.width]

    def one(canvas: Canvas, index: int) -> None:
        own = scene.chance("clump", index)
        for _ in range(13):
            x = float(own.normal(0, 0.055)) * view.width
            tall = float(own.uniform(70, 150)) * (1 - min(0.6, abs(x) / (view.width * 0.2)))
            reed(
                canvas,
                x,
                low,
                tall,
                brush.dark("#3f6a44"),
                brush.dark("#6a4428"),
                float(own.uniform(-0.5, 0.5)),
            )
        for _ in range(6):
            x, wide = float(own.normal(0, 0.09)) * view.width, float(own.uniform(18, 40))
            y = view.height - float(own.uniform(8, 60))
            fill_oval(canvas, x, y + 2, wide, wide * 0.24, brush.dark("#2f5a44"), 0.8)
            fill_oval(canvas, x, y, wide, wide * 0.22, brush.plain("#4f8a52"))
            if own.random() < 0.3:
                fill_oval(canvas, x, y - 6, 9, 6, brush.lit("#f0b8cc"))

    shift = float(random.uniform(-0.02, 0.02)) * view.width
    places = [place + shift for place in clumps]
    scene.strip(0.95, view.height - 190, 210, period, lambda canvas: across(canvas, period, places, one, 320))


def bank(scene: Scenery) -> None:
    """A strip of grass in front of water, where walkers stand."""
    view = scene.view
    keep = scene.horizon
    scene.mirror_low = scene.horizon = scene.ground - view.height * 0.05
    ground(scene, "#5c9450", texture="flowers")
    scene.horizon = keep


def river(scene: Scenery) -> None:
    """A river through meadows."""
    view = scene.view
    sky(scene)
    hills(scene, 8.0, scene.horizon - 8, 44, "#5f8f8c")
    hills(scene, 4.6, scene.horizon + 2, 26, "#5c9660", trees="round+poplar", tree_height=74, tree_count=22)
    ground(scene, "#629c50", texture="")
    top = scene.horizon + (view.height - scene.horizon) * 0.2
    low = scene.horizon + (view.height - scene.horizon) * 0.55
    treeline(scene, 2.61, top - 2, "round", 130, 9, clear=0.3)
    sea(scene, top=top, bottom=low, deep="#2f86a2", order=2.5)
    scene.water_line = (top + low) / 2 + 8
    keep = scene.horizon
    scene.horizon = low - 8
    ground(scene, "#5c9a4c", texture="flowers")
    scene.horizon = keep
    bushes(scene, 1.8, low + 8, 10)
    framing_tree(scene)
    foreground(scene, "#4c7a4a", 60)
