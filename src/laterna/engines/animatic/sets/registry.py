"""Which builder makes which setting."""

from collections.abc import Callable

from laterna.engines.animatic.sets import beyond, coast, flight, open_country, rooms, town, wild
from laterna.engines.animatic.stage.scenery import Scenery

Builder = Callable[[Scenery], None]

BUILDERS: dict[str, Builder] = {
    "meadow": open_country.meadow,
    "coastal_city": flight.coastal_city,
    "city_aerial": flight.city_aerial,
    "ocean": coast.ocean,
    "beach": coast.beach,
    "lake": coast.lake,
    "river": coast.river,
    "snowfield": open_country.snowfield,
    "forest": wild.forest,
    "jungle": wild.jungle,
    "mountain": wild.mountain,
    "desert": wild.desert,
    "waterfall": wild.waterfall,
    "swamp": wild.swamp,
    "volcano": wild.volcano,
    "battlefield": wild.battlefield,
    "cave": wild.cave,
    "fog_void": beyond.fog_void,
    "void": beyond.void,
    "space": beyond.space,
    "moon": beyond.moon,
    "mars": beyond.mars,
    "underwater": beyond.underwater,
    "sky": beyond.high_sky,
    "stage": beyond.stage,
    "city_street": town.city_street,
    "rooftop": town.rooftop,
    "village": town.village,
    "park": town.park,
    "garden": town.garden,
    "farm": town.farm,
    "castle": town.castle,
    "ruins": town.ruins,
    "temple": town.temple,
    "harbor": town.harbor,
    "bridge": town.bridge,
    "road": town.road,
    "train_station": town.train_station,
    "stadium": town.stadium,
    "market": town.market,
    **dict.fromkeys(rooms.ROOMS, rooms.room),
}


def build(scene: Scenery) -> None:
    """Builds the shot's setting into the scenery; an unknown setting is a meadow."""
    BUILDERS.get(scene.shot.setting, open_country.meadow)(scene)
