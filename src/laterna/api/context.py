"""What every door needs, in one struct."""

import asyncio
import secrets

import msgspec
from msgspec import Struct

from laterna.access.gate import Gate
from laterna.access.keys import KeyRing
from laterna.api.budget import BodyBudget
from laterna.assets.store import AssetStore
from laterna.catalog import Catalog
from laterna.clock import Clock
from laterna.notify.endpoints import EndpointBook
from laterna.notify.seal import Seal
from laterna.settings import Settings
from laterna.tasks.store import TaskStore

_SEEDS = 1 << 31


class Services(Struct, frozen=True, kw_only=True):
    """The opened parts of a running server. Whoever made them closes them."""

    settings: Settings
    clock: Clock
    catalog: Catalog
    store: TaskStore
    ring: KeyRing
    gate: Gate
    assets: AssetStore
    seal: Seal
    endpoints: EndpointBook
    bodies: BodyBudget = msgspec.field(default_factory=BodyBudget)
    closing: asyncio.Event = msgspec.field(default_factory=asyncio.Event)
    """Set when the server stops, so that streams end instead of holding it up."""


def draw_seed() -> int:
    """A random seed, 0 to 2147483647, for requests that name none."""
    return secrets.randbelow(_SEEDS)
