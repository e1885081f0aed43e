"""Routes: which engine makes the clips of which model."""

from fnmatch import fnmatchcase

from msgspec import Struct

from laterna.catalog.request import VideoRequest


class Route(Struct, frozen=True):
    """Models whose names match the pattern (`*` and `?`) go to the engine with this name."""

    models: str
    engine: str


class Routes(Struct, frozen=True):
    """The first route that matches counts; without one, `default` does."""

    routes: tuple[Route, ...] = ()
    default: str = "animatic"

    def engine_for(self, request: VideoRequest) -> str:
        """The name of the engine that is to make this request's clip."""
        for route in self.routes:
            if fnmatchcase(request.model, route.models):
                return route.engine
        return self.default
