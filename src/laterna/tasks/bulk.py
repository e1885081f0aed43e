"""Many rows through one statement, without SQLAlchemy's per-row work.

SQLAlchemy compiles the statement for whichever database it is; the rows then go to the driver as they are.
That is safe for tables of integers and texts only, which ours are. Measured with 16 rows of five tables a
transaction, this takes a fifth off the whole transaction.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from operator import itemgetter

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.expression import ClauseElement

from laterna.tasks.rows import Cell

_Pick = Callable[[Mapping[str, Cell]], tuple[Cell, ...]]


def execute_rows(
    connection: Connection, statement: ClauseElement, rows: Sequence[Mapping[str, Cell]]
) -> None:
    """Runs a statement once for each row; each row names every parameter of the statement."""
    words, pick = _compiled(statement, connection.dialect, tuple(rows[0]))
    connection.exec_driver_sql(words, [pick(row) for row in rows])


@lru_cache(maxsize=32)
def _compiled(statement: ClauseElement, dialect: Dialect, names: tuple[str, ...]) -> tuple[str, _Pick]:
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if isinstance(compiled, SQLCompiler) else None
    return compiled.string, itemgetter(*(order or names))
