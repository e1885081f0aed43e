"""Flights along a coast and over a city inland."""

from laterna.engines.animatic.sets.airways import boats, hover_cars
from laterna.engines.animatic.sets.flight import Flight
from laterna.engines.animatic.sets.sky import sky
from laterna.engines.animatic.sets.water import sea
from laterna.engines.animatic.stage.scenery import Scenery


def coastal_city(scene: Scenery) -> None:
    """A flight along a city on the coast."""
    _city(scene, coast=True)


def city_aerial(scene: Scenery) -> None:
    """A flight over a city inland."""
    _city(scene, coast=False)


def _city(scene: Scenery, *, coast: bool) -> None:
    view = scene.view
    scene.horizon = view.height * 0.4
    scene.ground = view.height * 0.8
    sky(scene, clouds=1.2, at=0.74 if coast else None)
    if coast:
        sea(scene, deep="#1d6f9c", calm=1.6, order=40.0)
    flight = Flight(scene, coast)
    scene.live(6.0, flight.draw)
    if coast:
        boats(scene, flight)
    if flight.future:
        hover_cars(scene)
    scene.floats = True
    scene.own_camera = True
