"""Which builder makes which setting."""

from collections.abc import Callable

from laterna.engines.animatic.sets import (
    bazaar,
    cities,
    coast,
    countryside,
    groves,
    lights,
    monuments,
    open_country,
    reef,
    rock,
    rooms,
    squares,
    streets,
    viaduct,
    volcano,
    woods,
    worlds,
)
from laterna.engines.animatic.sets.fitting import fitting
from laterna.engines.animatic.sets.room_table import ROOMS
from laterna.engines.animatic.stage.scenery import Scenery

Builder = Callable[[Scenery], None]

BUILDERS: dict[str, Builder] = {
    "meadow": open_country.meadow,
    "coastal_city": cities.coastal_city,
    "city_aerial": cities.city_aerial,
    "ocean": coast.ocean,
    "beach": coast.beach,
    "lake": coast.lake,
    "river": coast.river,
    "snowfield": open_country.snowfield,
    "forest": woods.forest,
    "jungle": woods.jungle,
    "mountain": rock.mountain,
    "desert": rock.desert,
    "waterfall": rock.waterfall,
    "swamp": woods.swamp,
    "volcano": volcano.volcano,
    "battlefield": rock.battlefield,
    "cave": rock.cave,
    "fog_void": lights.fog_void,
    "void": lights.void,
    "space": worlds.space,
    "moon": worlds.moon,
    "mars": worlds.mars,
    "underwater": reef.underwater,
    "sky": worlds.high_sky,
    "stage": lights.stage,
    "city_street": streets.city_street,
    "rooftop": streets.rooftop,
    "village": countryside.village,
    "park": countryside.park,
    "garden": countryside.garden,
    "farm": countryside.farm,
    "castle": monuments.castle,
    "ruins": monuments.ruins,
    "temple": monuments.temple,
    "harbor": monuments.harbor,
    "bridge": monuments.bridge,
    "viaduct": viaduct.viaduct,
    "road": countryside.road,
    "train_station": squares.train_station,
    "stadium": squares.stadium,
    "market": bazaar.market,
    "night_market": bazaar.night_market,
    "bamboo_grove": groves.bamboo_grove,
    **dict.fromkeys(ROOMS, rooms.room),
}


_SHOWS: dict[str, frozenset[str]] = {
    "castle": frozenset(("castle", "palace")), "bridge": frozenset(("bridge",)), "farm": frozenset(("barn", "fence")),
    "forest": frozenset(("tree", "forest")), "jungle": frozenset(("tree", "jungle")), "desert": frozenset(("cactus",)),
    "market": frozenset(("stall", "lantern")), "village": frozenset(("house",)),
    "garden": frozenset(("fence",)),
    "stage": frozenset(("curtain", "spotlight", "stage")), "volcano": frozenset(("volcano", "lava")),
    "waterfall": frozenset(("waterfall",)), "mountain": frozenset(("mountain",)),
    "temple": frozenset(("temple", "pagoda")),
    "city_street": frozenset(("street_lamp", "building", "skyscraper")), "snowfield": frozenset(("mountain", "snow")),
    "coastal_city": frozenset(("skyscraper", "building")), "city_aerial": frozenset(("skyscraper", "building")),
    "lake": frozenset(("lake",)), "train_station": frozenset(("platform",)), "cave": frozenset(("cave", "stalactite")),
}  # fmt: skip
"""What a set shows by itself."""


_FALLS: dict[str, frozenset[str]] = {
    "storm": frozenset(("lightning", "thunder", "rain", "storm", "cloud")), "rain": frozenset(("rain", "raindrop")),
    "snow": frozenset(("snow", "snowflake")), "blizzard": frozenset(("snow", "snowflake")),
    "fog": frozenset(("fog", "mist")),
}  # fmt: skip
"""What the weather shows by itself."""


def build(scene: Scenery) -> None:
    """Builds the setting that fits the shot into the scenery; an unknown setting is a meadow."""
    setting = fitting(scene.shot)
    scene.provides |= _SHOWS.get(setting, frozenset()) | _FALLS.get(scene.shot.weather, frozenset())
    if setting == "viaduct":
        scene.provides |= {"bridge", "viaduct"}
    BUILDERS.get(setting, open_country.meadow)(scene)
