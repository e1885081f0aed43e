"""PostgreSQL through asyncpg: the same transactions, for several machines on one database."""

from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import create_async_engine

from laterna.errors import StorageError
from laterna.tasks.database import Transaction, storage_error
from laterna.tasks.statements import wait_for_writers

T = TypeVar("T")
_PATIENCE = 30.0  # seconds


class PostgresDatabase:
    """Writers take one advisory lock in turn, so that event numbers rise in the order of the commits."""

    def __init__(self, url: URL, *, patience: float = _PATIENCE) -> None:
        """Takes `postgresql://…`. Raises StorageError when asyncpg is not installed.

        A server counts as one that cannot be reached when for `patience` seconds no connection is free, or when a new
        one is not there in twice that time.
        """
        try:
            self._engine = create_async_engine(
                url.set(drivername="postgresql+asyncpg"),
                pool_size=4,
                pool_timeout=patience,
                connect_args={"timeout": 2 * patience},
            )
        except ModuleNotFoundError as error:
            raise StorageError(
                "PostgreSQL needs one more package: `pip install 'laterna[postgres]'`.",
                code="invalid_setting",
            ) from error

    async def write(self, transaction: Transaction[T]) -> T:
        """Runs it alone among writers of all machines and returns when its changes are on disk."""
        try:
            async with self._engine.begin() as connection:
                await connection.execute(wait_for_writers)
                return await connection.run_sync(transaction)
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise storage_error(error) from error
        except (OSError, PoolTimeout) as error:
            raise _unreachable(error) from error

    async def read(self, transaction: Transaction[T]) -> T:
        """Runs it beside writers, on a snapshot."""
        try:
            async with self._engine.connect() as connection:
                return await connection.run_sync(transaction)
        except DBAPIError as error:
            raise storage_error(error) from error
        except (OSError, PoolTimeout) as error:
            raise _unreachable(error) from error

    async def close(self) -> None:
        """Ends all connections."""
        await self._engine.dispose()


def _unreachable(error: OSError | PoolTimeout) -> StorageError:
    return StorageError(
        f"The database server cannot be reached: {str(error) or 'it does not answer'}; check `database_url` and that"
        " it runs."
    )
