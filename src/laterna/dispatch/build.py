"""A dispatcher with the engines that the settings ask for."""

from laterna.assets.store import AssetStore
from laterna.catalog import Catalog
from laterna.clock import Clock
from laterna.dispatch.dispatcher import Dispatcher
from laterna.dispatch.pools import REMOTE
from laterna.engines.engine import Engine
from laterna.settings import Settings
from laterna.tasks.store import TaskStore


def build_dispatcher(
    settings: Settings, store: TaskStore, catalog: Catalog, assets: AssetStore, clock: Clock
) -> Dispatcher:
    """The dispatcher of a server or a worker. Raises SettingError for an upstream that cannot be used."""
    from laterna.engines.animatic.engine import AnimaticEngine
    from laterna.engines.animatic.scriptwriter import scriptwriter_of

    engines: dict[str, Engine] = {
        "animatic": AnimaticEngine(
            settings.worker_count, catalog=catalog, scriptwriter=scriptwriter_of(settings)
        )
    }
    names = [card.name for card in catalog.cards if settings.routing.plan_of(card.name).upstreams]
    if settings.upstreams:
        # Loaded when needed: its HTTP client takes memory.
        from laterna.engines.remote.engine import RemoteEngine

        engines[REMOTE] = RemoteEngine(settings, store, catalog, assets, clock)
    return Dispatcher(
        store,
        engines,
        assets,
        clock,
        settings,
        routes=settings.routing,
        remote_models=names,
        cost=catalog.cost,
    )
