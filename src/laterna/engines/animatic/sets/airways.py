"""What moves over and beside a city of a flight: flying cars and boats."""

import math

from laterna.engines.animatic.canvas import (
    NEAREST,
    Canvas,
    fill_oval,
    hairline,
    moved,
    paint,
    polygon,
    segments,
)
from laterna.engines.animatic.sets.flight import Flight
from laterna.engines.animatic.stage.layers import Moment
from laterna.engines.animatic.stage.scenery import Scenery


def hover_cars(scene: Scenery) -> None:
    """Small flying cars that cross at several heights."""
    random = scene.chance("hover")
    view = scene.view
    cars = [
        (
            float(random.uniform(0, view.width)),
            scene.horizon + float(random.uniform(-150, 60)),
            float(random.uniform(26, 90)),
            1 if random.random() < 0.5 else -1,
            float(random.uniform(4, 11)),
        )
        for _ in range(11)
    ]
    body, glass = scene.tone(scene.palette.bright("#f2f5fa")), scene.tone(scene.palette.shaded("#4a6a9a"))
    halo = scene.glow_image(26, "#9fe8ff", 0.22)
    glow = paint()

    def draw(canvas: Canvas, moment: Moment) -> None:
        for x, y, speed, side, size in cars:
            at = (x + side * speed * moment.time) % (view.width + 200) - 100
            with moved(canvas, at, y + 3 * math.sin(moment.time * 1.3 + x), flip=side < 0):
                fill_oval(canvas, 0, 0, size, size * 0.32, body)
                fill_oval(canvas, size * 0.15, -size * 0.2, size * 0.5, size * 0.22, glass)
            canvas.save()
            canvas.resetMatrix()
            canvas.drawImage(
                halo, round((at - 26 - side * size) * view.scale), round((y - 22) * view.scale), NEAREST, glow
            )
            canvas.restore()

    scene.live(1.4, draw)


def boats(scene: Scenery, flight: Flight) -> None:
    random = scene.chance("boats")
    boats = [
        (float(random.uniform(60, 520)), float(random.uniform(150, 1400)), float(random.uniform(-4, 7)))
        for _ in range(9)
    ]
    white = paint(scene.tone(scene.palette.bright("#fbfbf6")))
    wake = hairline(scene.tone(scene.palette.bright("#ffffff")), 0.55)

    def draw(canvas: Canvas, moment: Moment) -> None:
        eye = (
            -20 + flight.drift * moment.time,
            126.0,
            flight.speed * moment.time + (150 if flight.speed < 0 else 0),
        )
        for out, z, speed in boats:
            at = z + speed * moment.time
            if at - eye[2] < 60:
                continue
            x, y = flight.point(flight.shore(at) + out, 0, at, eye)
            size = flight.lens * 7 / (at - eye[2])
            canvas.drawPath(
                polygon([(x, y - size * 2), (x, y - size * 0.25), (x + size * 0.9, y - size * 0.25)]), white
            )
            canvas.drawPath(
                polygon(
                    [
                        (x - size, y - size * 0.2),
                        (x + size, y - size * 0.2),
                        (x + size * 0.6, y + size * 0.12),
                        (x - size * 0.6, y + size * 0.12),
                    ]
                ),
                white,
            )
            segments(
                canvas,
                [
                    (x - size, y),
                    (x - size * 3.2, y + size * 0.7),
                    (x - size, y),
                    (x - size * 3.2, y - size * 0.1),
                ],
                wake,
            )

    scene.live(6.5, draw)
