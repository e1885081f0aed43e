"""Keys: who is let in, what is kept of a secret, and how fast a revocation counts."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from laterna.access.keys import KeyRing, Limits
from laterna.clock import ManualClock
from laterna.errors import AccessError
from laterna.tasks.store import TaskStore


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
async def store(tmp_path: Path, clock: ManualClock) -> AsyncIterator[TaskStore]:
    opened = await TaskStore.open(f"sqlite:///{tmp_path / 'laterna.db'}", clock, follow_every=0)
    yield opened
    await opened.close()


@pytest.fixture
async def ring(store: TaskStore, clock: ManualClock) -> KeyRing:
    return await KeyRing.load(store, clock)


def _refusal(ring: KeyRing, secret: str | None) -> str:
    with pytest.raises(AccessError) as told:
        ring.authenticate(secret)
    return told.value.code


async def test_without_keys_any_secret_is_taken_but_none_is_not(ring: KeyRing) -> None:
    assert ring.open
    caller = ring.authenticate("whatever")
    assert (caller.tenant, caller.key_id, caller.key) == ("default", "", None)
    assert _refusal(ring, None) == "missing_key"
    assert _refusal(ring, "") == "missing_key"


async def test_once_a_key_exists_only_keys_count(ring: KeyRing) -> None:
    key, secret = await ring.create("studio", "acme")
    assert not ring.open
    caller = ring.authenticate(secret)
    assert (caller.tenant, caller.key_id, caller.key) == ("acme", key.id, key)
    for wrong in ("whatever", secret[:-1], secret + "x", secret.upper(), " " + secret, "密钥", "\ud800"):
        assert _refusal(ring, wrong) == "invalid_key"
    assert _refusal(ring, None) == "missing_key"


async def test_a_revoked_key_is_refused_at_once_and_the_server_stays_closed(
    ring: KeyRing, clock: ManualClock
) -> None:
    key, secret = await ring.create("studio")
    clock.advance(5)
    assert (await ring.revoke("studio")).revoked_at == clock.now()
    assert _refusal(ring, secret) == "invalid_key"
    assert not ring.open
    for gone in ("studio", key.id, "nobody"):
        with pytest.raises(AccessError, match="laterna keys list"):
            await ring.revoke(gone)
    again, _ = await ring.create("studio")
    assert again.id != key.id
    assert [known.name for known in await ring.list()] == ["studio", "studio"]


async def test_the_secret_is_kept_nowhere(ring: KeyRing, tmp_path: Path) -> None:
    key, secret = await ring.create("studio")
    assert secret.startswith("sk-")
    assert len(secret) >= 46
    assert secret.startswith(key.shown)
    kept = b"".join(_contents(tmp_path))
    assert key.id.encode() in kept
    assert secret.encode() not in kept
    assert secret.removeprefix(key.shown).encode() not in kept


def _contents(folder: Path) -> list[bytes]:
    return [file.read_bytes() for file in folder.iterdir()]


async def test_keys_and_their_limits_outlive_the_process(tmp_path: Path, clock: ManualClock) -> None:
    url = f"sqlite:///{tmp_path / 'laterna.db'}"
    limits = Limits(models=("viduq1",), requests_per_second=5, tasks_at_once=2, spending_cap=1_000_000)
    store = await TaskStore.open(url, clock, follow_every=0)
    key, secret = await (await KeyRing.load(store, clock)).create("studio", "acme", limits)
    await store.close()
    store = await TaskStore.open(url, clock, follow_every=0)
    caller = (await KeyRing.load(store, clock)).authenticate(secret)
    assert caller.key == key
    assert key.models == ("viduq1",)
    assert (key.requests_per_second, key.tasks_at_once, key.spending_cap) == (5, 2, 1_000_000)
    await store.close()


async def test_keys_made_and_revoked_by_another_process_count_from_the_next_round(
    tmp_path: Path, store: TaskStore, ring: KeyRing, clock: ManualClock
) -> None:
    other = await TaskStore.open(f"sqlite:///{tmp_path / 'laterna.db'}", clock, follow_every=0)
    there = await KeyRing.load(other, clock)
    _, secret = await there.create("made by the command line")
    await store.refresh()
    assert not ring.open
    assert ring.authenticate(secret).tenant == "default"
    await there.revoke("made by the command line")
    await store.refresh()
    assert _refusal(ring, secret) == "invalid_key"
    await other.close()


async def test_a_key_that_another_process_just_made_is_let_in_at_once(
    tmp_path: Path, store: TaskStore, ring: KeyRing, clock: ManualClock
) -> None:
    await ring.create("the first")
    other = await TaskStore.open(f"sqlite:///{tmp_path / 'laterna.db'}", clock, follow_every=0)
    _, secret = await (await KeyRing.load(other, clock)).create("brand new", "acme")
    assert _refusal(ring, secret) == "invalid_key"
    assert (await ring.admit(secret)).tenant == "acme"
    with pytest.raises(AccessError, match="unknown"):
        await ring.admit("sk-wrong")
    await other.close()


@pytest.mark.parametrize(("name", "tenant", "field"), [("", "default", "name"), ("studio", "", "tenant")])
async def test_a_key_needs_a_name_and_a_tenant(ring: KeyRing, name: str, tenant: str, field: str) -> None:
    with pytest.raises(AccessError) as told:
        await ring.create(name, tenant)
    assert (told.value.code, told.value.field) == ("invalid_parameter", field)


async def test_two_living_keys_never_share_a_name(ring: KeyRing) -> None:
    await ring.create("studio")
    with pytest.raises(AccessError, match="no living key has"):
        await ring.create("studio")
