"""PostgreSQL through asyncpg: the same transactions, for several machines on one database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import TypeVar

from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from laterna.errors import StorageError
from laterna.tasks.database import Transaction, storage_error
from laterna.tasks.statements import wait_for_writers

T = TypeVar("T")
_PATIENCE = 30.0  # seconds

# What the server does about a machine that is gone: without these it would hold the writers' lock for hours.
_KEEPALIVES = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


class PostgresDatabase:
    """Writers take one advisory lock in turn, so that event numbers rise in the order of the commits."""

    def __init__(self, url: URL, *, patience: float = _PATIENCE) -> None:
        """Takes `postgresql://…`. Raises StorageError when asyncpg is not installed.

        A server counts as one that cannot be reached when for `patience` seconds no connection is free, or when a new
        one is not there, or a statement not answered, in twice that time. The server itself gives up a transaction
        that has nothing to do for `patience` seconds, since the machine that began it may be gone.
        """
        try:
            self._engine = create_async_engine(
                url.set(drivername="postgresql+asyncpg"),
                pool_size=4,
                pool_timeout=patience,
                connect_args={
                    "timeout": 2 * patience,
                    "command_timeout": 2 * patience,
                    "server_settings": _KEEPALIVES
                    | {"idle_in_transaction_session_timeout": str(round(patience * 1_000))},
                },
            )
        except ModuleNotFoundError as error:
            raise StorageError(
                "PostgreSQL needs one more package: `pip install 'laterna[postgres]'`.",
                code="invalid_setting",
            ) from error

    async def write(self, transaction: Transaction[T]) -> T:
        """Runs it alone among writers of all machines and returns when its changes are on disk."""
        try:
            async with self._engine.connect() as connection, _given_up_in_time(connection):
                await connection.execute(wait_for_writers)
                answer = await connection.run_sync(transaction)
                await connection.commit()
                return answer
        except IntegrityError:
            raise
        except DBAPIError as error:
            raise storage_error(error) from error
        except (OSError, PoolTimeout) as error:
            raise _unreachable(error) from error

    async def read(self, transaction: Transaction[T]) -> T:
        """Runs it beside writers, on a snapshot."""
        try:
            async with self._engine.connect() as connection, _given_up_in_time(connection):
                return await connection.run_sync(transaction)
        except DBAPIError as error:
            raise storage_error(error) from error
        except (OSError, PoolTimeout) as error:
            raise _unreachable(error) from error

    async def close(self) -> None:
        """Ends all connections."""
        await self._engine.dispose()


@asynccontextmanager
async def _given_up_in_time(connection: AsyncConnection) -> AsyncIterator[None]:
    """Lets go of a connection that has fallen silent: rolling back over it would take as long once more."""
    try:
        yield
    except TimeoutError:
        await connection.invalidate()
        raise


def _unreachable(error: OSError | PoolTimeout) -> StorageError:
    return StorageError(
        f"The database server cannot be reached: {str(error) or 'it does not answer'}; check `database_url` and that"
        " it runs."
    )
