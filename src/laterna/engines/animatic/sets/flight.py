"""Flights over a city: a plan of streets and buildings on a coast, projected anew each frame.

The lens is shifted instead of tilted, so upright lines stay upright: every front is a rectangle on the screen and
can be laid as a scaled image, which costs a tenth of a turned one.
"""

import math

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    Image,
    Path,
    Point,
    Rect,
    bake,
    box,
    curve,
    fill_box,
    fill_oval,
    hairline,
    linear,
    opaque,
    paint,
    polygon,
    segments,
)
from laterna.engines.animatic.chance import ease
from laterna.engines.animatic.color import Color, mix, saturate
from laterna.engines.animatic.sets.flight_far import NEAR, OVERLAP, RANGES, Eye, FarCity, Range
from laterna.engines.animatic.sets.flight_plan import (
    BLOCK,
    FAR_END,
    FUTURE_WALLS,
    LEVELS,
    NEAR_END,
    WALLS,
    Building,
    Walls,
)
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery


class Flight:
    """The city and the camera over it."""

    def __init__(self, scene: Scenery, coast: bool, streets: bool = True) -> None:
        self.scene = scene
        self.coast = coast
        self.future = scene.shot.era == "future" or scene.style == "cyberpunk"
        self.buildings = self._plan()
        self.lens = scene.view.height * 0.92
        self.walls = self._walls()
        self.streets = streets
        camera = scene.shot.camera
        self.speed = (
            42.0 * camera.speed
            if camera.move in ("aerial", "dolly_in", "tracking", "crane_up", "crane_down", "zoom_in")
            else 14.0
        )
        if camera.move in ("dolly_out", "zoom_out"):
            self.speed = -30.0
        self.drift = {"pan_left": -14.0, "pan_right": 14.0, "orbit": 22.0}.get(camera.move, 3.0)
        self._far = [self._range(reach) for reach in RANGES]
        self._tones()

    def _tones(self) -> None:
        scene, palette = self.scene, self.scene.palette
        self.land = paint(scene.tone(palette.surface("#8b9a72", 2.5)), smooth=False)
        self.park = paint(scene.tone(palette.surface("#5f8f56", 2.2)), smooth=False)
        self.road = paint(scene.tone(palette.surface("#6c6a74", 2.5)), smooth=False)
        self.sand = paint(scene.tone(palette.bright("#f2ddb0", 1.8)))
        self.foam = hairline(scene.tone(palette.bright("#ffffff", 1.5)), 0.9)
        lit = palette.lamps > 0.4
        self.dash = hairline(
            scene.tone("#ffe2a0" if lit else mix(palette.haze, "#ffffff", 0.5)), 0.9 if lit else 0.5
        )
        self.car = hairline(scene.tone("#fff3d0"), 0.95)
        self.tail = hairline(scene.tone("#ff6a5a"), 0.95)

    def _plan(self) -> list[Building]:
        random = self.scene.chance("plan")
        out: list[Building] = []
        rows = int((FAR_END + 900) / BLOCK)
        for row in range(rows):
            for column in range(-9, 9):
                x, z = (column + 0.5) * BLOCK, (row + 0.5) * BLOCK
                shore = self.shore(z)
                if x > shore - 62:
                    continue
                near_center = math.exp(-(((x + 60) / 260) ** 2)) * math.exp(-(((z - 800) / 560) ** 2))
                if abs(x) < BLOCK * 0.9 and z < 500:
                    near_center *= 0.2
                if random.random() < 0.1:
                    continue
                for part in range(2 if random.random() < 0.55 else 1):
                    luck = float(random.random())
                    tall = 16 + 60 * luck**2 + near_center * (70 + 190 * luck**1.5)
                    wide = float(random.uniform(26, 44)) * (1 if part == 0 else 0.7)
                    kind = self._kind(float(random.random()), tall)
                    dx = (-16, 18)[part] + float(random.normal(0, 3))
                    if abs(x + dx) < 34 and tall > 60:
                        tall = 30 + 20 * luck
                    out.append(
                        Building(
                            x + dx,
                            z + float(random.uniform(-14, 14)),
                            wide,
                            float(random.uniform(24, 42)),
                            tall,
                            kind,
                            int(random.integers(0, 7)),
                            len(out),
                        )
                    )
        out.sort(key=lambda building: -building.z)
        return out

    def _kind(self, luck: float, tall: float) -> str:
        if tall > 110:
            kinds = (
                ("setback", "spire", "slab", "crown")
                if not self.future
                else ("sail", "spire", "crown", "dome", "ring")
            )
            return kinds[int(luck * len(kinds)) % len(kinds)]
        if tall > 50:
            return ("slab", "setback", "slab", "dome" if self.future else "slab")[int(luck * 4) % 4]
        return "slab"

    def shore(self, z: float) -> float:
        """Where the coast lies, in metres right of the flight path, at plan depth z."""
        if not self.coast:
            return 1e6
        return 128 + 60 * math.sin(z / 420 + 0.6) + 26 * math.sin(z / 150) + z * 0.05

    def _walls(self) -> list[list[Walls]]:
        colors = FUTURE_WALLS if self.future else WALLS
        walls = []
        for index, color in enumerate(colors):
            near = self._front(color, index)
            walls.append([self._wall(color, near, level) for level in range(LEVELS)])
        return walls

    def _wall(self, color: str, near: Image, level: int) -> Walls:
        scene, palette = self.scene, self.scene.palette
        air = 0.9 * (level / (LEVELS - 1)) ** 0.8

        def seen(tone: Color) -> Color:
            return mix(tone, palette.haze, air)

        lit = seen(palette.bright(color))
        dark = seen(palette.shaded(mix(color, "#3a4a78", 0.35)))
        return Walls(
            front=self._hazed(near, air),
            side=paint(scene.tone(dark), smooth=False),
            roof=paint(scene.tone(seen(palette.bright(mix(color, "#ffffff", 0.25)))), smooth=False),
            line=hairline(scene.tone(mix(dark, palette.haze, 0.3)), 0.5),
            solid=paint(scene.tone(lit)),
        )

    def _front(self, color: str, index: int) -> Image:
        palette = self.scene.palette
        random = self.scene.chance("front", index)
        wall, glass = palette.surface(color), palette.shaded(mix(saturate(color, 0.6), "#4a6a9a", 0.6))
        shine = mix(palette.sky[-2], palette.rim, 0.4)
        lamp = palette.lamps
        neon = ("#ff4fa3", "#3de8ff", "#b26bff", "#ffd84a")

        def draw(canvas: Canvas) -> None:
            canvas.drawPaint(
                paint(
                    shader=linear(
                        (0, 0), (0, 128), [palette.bright(color), wall, mix(wall, palette.haze, 0.25)]
                    )
                )
            )
            columns, rows = 15, 40
            band = index % 3 == 1
            for row in range(rows):
                y = 3 + row * 6.3
                if band:
                    fill_box(canvas, 0, y, 128, 3.4, glass, 0.75)
                for column in range(columns):
                    x = 4.0 + column * 8.2
                    luck = float(random.random())
                    if luck < lamp * 0.62:
                        warm = mix("#ffcf7a", "#fff2cf", float(random.random()))
                        tone = neon[int(luck * 97) % 4] if self.future and luck < 0.05 else warm
                        fill_box(canvas, x, y, 4.6, 3.4, tone)
                    elif not band:
                        fill_box(canvas, x, y, 4.6, 3.6, glass if luck < 0.82 else shine, 0.85)

        return self.scene.swatch(128, 256, draw)

    def _hazed(self, near: Image, air: float) -> Image:
        haze = self.scene.tone(self.scene.palette.haze)

        def draw(canvas: Canvas) -> None:
            canvas.drawImage(near, 0, 0)
            canvas.drawPaint(paint(haze, air))

        return opaque(bake(near.width(), near.height(), draw))

    # -- drawing

    def draw(self, canvas: Canvas, moment: Moment) -> None:
        """Draws plan and buildings from where the camera is."""
        time = moment.time
        eye = self._eye(time)
        self._ground(canvas, eye)
        self._traffic(canvas, eye, time)
        for part in self._far:
            part.lay(canvas, time, self._eye)
        self._between(canvas, eye, NEAR_END, NEAR)

    def _eye(self, time: float) -> Eye:
        ahead = self.speed * time + (150 if self.speed < 0 else 0)
        return (-20 + self.drift * time, 126 + 14 * math.sin(time * 0.35) - 10 * ease(time / 8), ahead)

    def _range(self, reach: Range) -> FarCity:
        tallest = 1.55 * max((building.tall for building in self.buildings), default=0.0)

        def draw(canvas: Canvas, eye: Eye) -> None:
            self._between(canvas, eye, reach.near - OVERLAP, min(FAR_END, reach.far + OVERLAP))

        return FarCity(reach, self.scene.view, self.scene.horizon, self.lens, tallest, draw)

    def _between(self, canvas: Canvas, eye: Eye, near: float, far: float) -> None:
        """Draws the buildings at these distances, the farthest first."""
        for building in self.buildings:
            z = building.z - eye[2]
            if near < z < far and z - building.deep / 2 > NEAR_END:
                self._building(canvas, building, eye, z)

    def point(self, x: float, y: float, z: float, eye: Eye) -> Point:
        """Where a point of the plan (y up) appears, in units."""
        scale = self.lens / max(1.0, z - eye[2])
        return (self.scene.view.width / 2 + (x - eye[0]) * scale, self.scene.horizon + (eye[1] - y) * scale)

    def _ground(self, canvas: Canvas, eye: Eye) -> None:
        view = self.scene.view
        if self.coast:
            edge: list[Point] = []
            beach: list[Point] = []
            z = eye[2] + 40
            while z < eye[2] + FAR_END * 2.2:
                edge.append(self.point(self.shore(z) - 26, 0, z, eye))
                beach.append(self.point(self.shore(z), 0, z, eye))
                z += 22 + (z - eye[2]) * 0.09
            top = self.scene.horizon
            canvas.drawPath(
                polygon([(beach[0][0], view.height + 30), *beach, (-60, top), (-60, view.height + 30)]),
                self.sand,
            )
            canvas.drawPath(polygon(beach, closed=False), self.foam)
            canvas.drawPath(polygon([(x + 2.5, y + 1) for x, y in beach], closed=False), self.foam)
            canvas.drawPath(
                polygon([(edge[0][0], view.height + 30), *edge, (-60, top), (-60, view.height + 30)]),
                self.land,
            )
        else:
            canvas.drawRect(box(-60, self.scene.horizon, view.width + 120, view.height), self.land)
        self._roads(canvas, eye)

    def _roads(self, canvas: Canvas, eye: Eye) -> None:
        far = eye[2] + FAR_END
        for column in range(-9, 9):
            x = column * BLOCK
            limit = eye[2] + 30
            end = far
            while end > limit and x > self.shore(end) - 50:
                end -= 60
            if end <= limit + 60 or x > self.shore(limit) - 40:
                continue
            a, b = self.point(x - 7, 0, limit, eye), self.point(x + 7, 0, limit, eye)
            c, d = self.point(x + 7, 0, end, eye), self.point(x - 7, 0, end, eye)
            canvas.drawPath(polygon([a, b, c, d]), self.road)
        first = math.ceil((eye[2] + 34) / BLOCK)
        for row in range(first, first + 15):
            z = row * BLOCK
            right = min(760.0, self.shore(z) - 30)
            a, b = self.point(-800, 0, z - 6, eye), self.point(right, 0, z - 6, eye)
            c, d = self.point(right, 0, z + 6, eye), self.point(-800, 0, z + 6, eye)
            canvas.drawPath(polygon([a, b, c, d]), self.road)

    def _traffic(self, canvas: Canvas, eye: Eye, time: float) -> None:
        ahead: list[Point] = []
        back: list[Point] = []
        for column in range(-4, 3):
            x = column * BLOCK
            for index in range(9):
                key = column * 31 + index * 17
                run = (key * 53.7) % 900
                z = eye[2] + 60 + (run - time * 26 - eye[2]) % 900
                if x < self.shore(z) - 40:
                    ahead += [self.point(x - 3, 1, z, eye), self.point(x - 3, 1, z + 6, eye)]
                z = eye[2] + 60 + (run + 350 + time * 22 - eye[2]) % 900
                if x < self.shore(z) - 40:
                    back += [self.point(x + 3, 1, z, eye), self.point(x + 3, 1, z + 6, eye)]
        segments(canvas, ahead, self.car)
        segments(canvas, back, self.tail if self.scene.palette.lamps > 0.3 else self.car)

    def _building(self, canvas: Canvas, it: Building, eye: Eye, z: float) -> None:
        view = self.scene.view
        near, far = z - it.deep / 2, z + it.deep / 2
        scale, back = self.lens / near, self.lens / far
        middle = view.width / 2 + (it.x - eye[0]) * scale
        half = it.wide / 2 * scale
        if middle + half < -40 or middle - half > view.width + 40:
            return
        level = min(LEVELS - 1, int(LEVELS * (near / FAR_END) ** 0.75))
        wall = self.walls[it.wall][level]
        foot = self.scene.horizon + eye[1] * scale
        parts = (
            ((1.0, 0.0, 1.0),)
            if it.kind not in ("setback", "crown")
            else ((1.0, 0.0, 0.62), (0.68, 0.62, 1.0))
        )
        for part, low, high in parts:
            self._block(
                canvas, it, wall, eye, (near, far, scale, back), (part, low * it.tall, high * it.tall)
            )
        roof = foot - it.tall * scale
        if half > 3.5:
            self._top(canvas, it, wall, middle, half, roof, scale)

    def _block(
        self, canvas: Canvas, it: Building, wall: Walls, eye: Eye,
        scales: tuple[float, float, float, float], part: tuple[float, float, float],
    ) -> None:  # fmt: skip
        _, _, scale, back = scales
        share, low, high = part
        center, horizon = self.scene.view.width / 2, self.scene.horizon
        left, right = it.x - it.wide * share / 2 - eye[0], it.x + it.wide * share / 2 - eye[0]
        fl, fr = center + left * scale, center + right * scale
        bl, br = center + left * back, center + right * back
        top, foot = horizon + (eye[1] - high) * scale, horizon + (eye[1] - low) * scale
        top_back, foot_back = horizon + (eye[1] - high) * back, horizon + (eye[1] - low) * back
        if left > 0 and fl - bl > 1.4:
            canvas.drawPath(polygon([(bl, top_back), (fl, top), (fl, foot), (bl, foot_back)]), wall.side)
            self._floors(canvas, wall, (bl, top_back, foot_back), (fl, top, foot), high - low)
        elif right < 0 and br - fr > 1.4:
            canvas.drawPath(polygon([(fr, top), (br, top_back), (br, foot_back), (fr, foot)]), wall.side)
            self._floors(canvas, wall, (fr, top, foot), (br, top_back, foot_back), high - low)
        if top - top_back > 0.8 and top > horizon:
            canvas.drawPath(polygon([(fl, top), (bl, top_back), (br, top_back), (fr, top)]), wall.roof)
        source = Rect(0, 0, min(128.0, it.wide * share * 2.9), min(256.0, max(14.0, (high - low) * 1.5)))
        canvas.drawImageRect(wall.front, source, Rect(fl, top, fr, foot), NEAREST, None)

    def _floors(
        self,
        canvas: Canvas,
        wall: Walls,
        one: tuple[float, float, float],
        two: tuple[float, float, float],
        metres: float,
    ) -> None:
        if abs(two[0] - one[0]) < 13:
            return
        count = min(26, int(metres / 6))
        lines: list[Point] = []
        for floor in range(1, count):
            t = floor / count
            lines += [(one[0], one[1] + (one[2] - one[1]) * t), (two[0], two[1] + (two[2] - two[1]) * t)]
        segments(canvas, lines, wall.line)

    def _top(
        self, canvas: Canvas, it: Building, wall: Walls, middle: float, half: float, roof: float, scale: float
    ) -> None:
        if it.kind in ("spire", "crown"):
            wide = half * (0.5 if it.kind == "spire" else 0.25)
            high = it.tall * scale * (0.34 if it.kind == "spire" else 0.16)
            canvas.drawPath(
                polygon([(middle - wide, roof), (middle, roof - high), (middle + wide, roof)]), wall.solid
            )
            segments(canvas, [(middle, roof - high), (middle, roof - high * 1.5)], wall.line)
        elif it.kind == "dome":
            canvas.drawPath(_dome(middle, roof, half), wall.solid)
        elif it.kind == "sail":
            shape = curve(
                [
                    (middle - half, roof + 1),
                    (middle - half * 0.7, roof - half * 1.3),
                    (middle + half * 0.2, roof - half * 2.4),
                    (middle + half, roof + 1),
                ],
                tension=0.6,
            )
            canvas.drawPath(shape, wall.solid)
        elif it.kind == "ring" and half > 5:
            ring = paint(self.scene.tone(self.scene.palette.bright("#f4f8ff")), width=max(1.5, half * 0.09))
            canvas.drawOval(
                Rect(middle - half * 1.5, roof - half * 0.5, middle + half * 1.5, roof + half * 0.1), ring
            )
            canvas.drawPath(_dome(middle, roof, half * 0.8), wall.solid)
        if self.scene.palette.lamps > 0.4 and it.tall > 90 and half > 3:
            fill_oval(canvas, middle, roof - 2, 1.6, 1.6, "#ff6a5a")


def _dome(middle: float, roof: float, half: float) -> Path:
    return curve([(middle - half, roof + 1), (middle - half * 0.72, roof - half * 0.62), (middle, roof - half * 0.9),
                  (middle + half * 0.72, roof - half * 0.62), (middle + half, roof + 1)], tension=0.8)  # fmt: skip
