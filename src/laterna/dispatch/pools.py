"""Pools: how many tasks are worked on at once, by kind of engine, so that a long queue of one never starves another."""

from collections.abc import Iterable, Mapping

from msgspec import Struct

from laterna.engines.engine import Engine
from laterna.tasks.records import ALL_MODELS, Models

REMOTE = "remote"
"""The name of the engine that hands tasks to upstreams."""


class Pool(Struct, frozen=True):
    """Tasks of some models, `capacity` of them at once.

    `leaves_off_peak`: upstreams have off-peak times of their own, so such tasks need not wait for ours.
    """

    name: str
    capacity: int
    models: Models = ALL_MODELS
    leaves_off_peak: bool = False


def pools_of(engines: Mapping[str, Engine], remote_models: Iterable[str]) -> tuple[Pool, ...]:
    """One pool for the engines of this machine, and one for upstreams where there are any."""
    local = sum(engine.capacity for name, engine in engines.items() if name != REMOTE)
    remote = engines.get(REMOTE)
    if remote is None:
        return (Pool("local", local),)
    names = tuple(sorted(remote_models))
    return (
        Pool("local", local, Models(names)),
        Pool(REMOTE, remote.capacity, Models(names, others=False), leaves_off_peak=True),
    )
