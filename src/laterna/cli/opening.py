"""Opening what commands work on: settings, and the store in the data directory."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from laterna.clock import SystemClock
from laterna.errors import StorageError
from laterna.settings import Settings, load_settings
from laterna.tasks.database import FILE_NAME, database_url
from laterna.tasks.store import TaskStore


def settings_with(data: str | None) -> Settings:
    """The settings, with `--data` where it was given. Raises SettingError."""
    return load_settings(flags={"data": data})


@asynccontextmanager
async def opened_store(settings: Settings, *, create: bool = False) -> AsyncIterator[TaskStore]:
    """The store of the data directory, closed at the end.

    Raises StorageError when it cannot be opened, or is not there and `create` is false.
    """
    if not settings.database_url:
        if create:
            _make(settings)
        elif not (settings.data_dir / FILE_NAME).exists():
            raise StorageError(
                f"There is no database in {settings.data_dir} yet. `laterna serve` makes one there; another"
                " directory is named with --data or LATERNA_DATA."
            )
    store = await TaskStore.open(database_url(settings), SystemClock(), follow_every=0)
    try:
        yield store
    finally:
        await store.close()


def _make(settings: Settings) -> None:
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StorageError(
            f"The data directory {settings.data_dir} cannot be made: {error.strerror}. Choose another with --data."
        ) from error
