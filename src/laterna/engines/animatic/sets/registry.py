"""Which builder makes which setting."""

from collections.abc import Callable

from laterna.engines.animatic.sets import coast, open_country
from laterna.engines.animatic.stage.scenery import Scenery

Builder = Callable[[Scenery], None]

BUILDERS: dict[str, Builder] = {
    "meadow": open_country.meadow,
    "ocean": coast.ocean,
    "beach": coast.beach,
    "lake": coast.lake,
    "river": coast.river,
    "snowfield": open_country.snowfield,
}


def build(scene: Scenery) -> None:
    """Builds the shot's setting into the scenery; an unknown setting is a meadow."""
    BUILDERS.get(scene.shot.setting, open_country.meadow)(scene)
