"""`laterna backup`: a copy of the data directory that fits together, made while the server runs.

The database comes first, in one read transaction, so it is whole. What it refers to is there already, since a file is
kept before the task that names it succeeds, and a key before it is used; so whatever is copied after it fits.
"""

import hashlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import msgspec
from msgspec import Struct
from sqlalchemy.engine import make_url

from laterna import __version__
from laterna.cli.opening import settings_with
from laterna.cli.outcome import Misuse, say
from laterna.cli.show import print_json
from laterna.errors import StorageError
from laterna.settings import Settings
from laterna.tasks.database import FILE_NAME, database_url

MANIFEST = "backup.json"

_KEYS = ("signing.key", "sealing.key")
_FOLDERS = ("models", "files")
_UNFINISHED = ".incoming-"
_CHUNK = 1024 * 1024
_BUSY_SECONDS = 30
_PRIVATE = 0o700


class Copied(Struct, frozen=True):
    """One file of a back-up: its path within it, its size in bytes, its SHA-256 in hexadecimal digits."""

    path: str
    size: int
    sha256: str


class Manifest(Struct, frozen=True):
    """What a back-up holds. `schema` is the database's; empty where the database is not in it."""

    laterna: str
    schema: str
    files: tuple[Copied, ...]


def back_up(data: str | None, target: str, with_files: bool, as_json: bool) -> None:
    """Makes a back-up in a new directory. Raises Misuse, SettingError and StorageError."""
    settings = settings_with(data)
    folder = Path(target).expanduser().absolute()
    manifest = make_backup(settings, folder, with_files=with_files)
    if as_json:
        print_json(manifest)
        return
    size = sum(each.size for each in manifest.files)
    say(f"{len(manifest.files)} files, {size} bytes, in {folder}")
    if not manifest.schema:
        say("The database is on a server of its own and is not in it: back it up with pg_dump.")


def check(target: str, as_json: bool) -> None:
    """Says whether a back-up is whole. Raises StorageError when it is not."""
    manifest = checked_backup(Path(target).expanduser().absolute())
    if as_json:
        print_json(manifest)
        return
    say(f"All {len(manifest.files)} files are as they were written by Laterna {manifest.laterna}.")


def make_backup(settings: Settings, target: Path, *, with_files: bool = True) -> Manifest:
    """Copies the database, the keys and the files into `target`, which must be new or empty.

    Raises Misuse for a directory that holds something, StorageError when something cannot be read or written.
    """
    try:
        if target.exists() and any(target.iterdir()):
            raise Misuse(f"{target} is not empty; name a new directory.", field="DIR", value=str(target))
        target.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
        schema = _copy_database(settings, target / FILE_NAME)
        names = [FILE_NAME] if schema else []
        copied = [_described(target, target / name) for name in names]
        copied += _copy_rest(settings.data_dir, target, with_files=with_files)
        manifest = Manifest(laterna=__version__, schema=schema, files=tuple(copied))
        # Written last: without it a back-up is not one.
        _write(target / MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
        return manifest
    except OSError as error:
        raise StorageError(f"The back-up broke off: {error.strerror} ({error.filename}).") from error


def checked_backup(folder: Path) -> Manifest:
    """The manifest of a back-up in which every file is as it was written. Raises StorageError."""
    try:
        manifest = msgspec.json.decode((folder / MANIFEST).read_bytes(), type=Manifest)
    except (OSError, msgspec.MsgspecError) as error:
        raise StorageError(f"{folder} holds no finished back-up: {MANIFEST} cannot be read.") from error
    for each in manifest.files:
        try:
            found = _described(folder, folder / each.path)
        except OSError as error:
            raise StorageError(f"{each.path} is missing from the back-up.") from error
        if found != each:
            raise StorageError(f"{each.path} is not as it was written; do not restore this back-up.")
    if manifest.schema:
        _examine(folder / FILE_NAME)
    return manifest


def _copy_database(settings: Settings, target: Path) -> str:
    """Copies an SQLite database and answers its schema; "" for one on a server."""
    url = make_url(database_url(settings))
    if url.get_backend_name() != "sqlite":
        return ""
    source = Path(url.database or "")
    if not source.exists():
        raise StorageError(f"There is no database at {source}; another data directory is named with --data.")
    try:
        with (
            closing(sqlite3.connect(source, timeout=_BUSY_SECONDS)) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            target.chmod(0o600)
            # All pages in one step: in several, every write of the server would begin it anew.
            live.backup(copy, pages=-1)
            copy.execute("PRAGMA journal_mode = DELETE")
        return _examine(target)
    except sqlite3.Error as error:
        raise StorageError(f"The database could not be copied: {error}.") from error


def _examine(database: Path) -> str:
    """The schema of a copy that is sound. Raises StorageError."""
    try:
        with closing(sqlite3.connect(f"{database.as_uri()}?mode=ro&immutable=1", uri=True)) as copy:
            (verdict,) = copy.execute("PRAGMA quick_check").fetchone()
            (schema,) = copy.execute("SELECT version_num FROM alembic_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        raise StorageError(f"The copy of the database cannot be read: {error}.") from error
    if verdict != "ok":
        raise StorageError(f"The copy of the database is damaged: {verdict}.")
    return str(schema)


def _copy_rest(source: Path, target: Path, *, with_files: bool) -> Iterator[Copied]:
    for path in _to_copy(source, with_files=with_files):
        name = path.relative_to(source)
        try:
            _copy(path, target / name)
        except FileNotFoundError:
            continue  # removed meanwhile, and so not named by the database for long
        yield _described(target, target / name)


def _to_copy(source: Path, *, with_files: bool) -> Iterator[Path]:
    for name in _KEYS:
        if (source / name).exists():
            yield source / name
    for name in _FOLDERS if with_files else _FOLDERS[:1]:
        for folder, _, files in os.walk(source / name):
            yield from (Path(folder, file) for file in sorted(files) if not file.startswith(_UNFINISHED))


def _copy(source: Path, target: Path) -> None:
    # The time is kept, since files are removed by their age.
    target.parent.mkdir(parents=True, exist_ok=True, mode=_PRIVATE)
    shutil.copy2(source, target)
    with target.open("rb") as file:
        os.fsync(file.fileno())


def _described(folder: Path, path: Path) -> Copied:
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
    return Copied(path.relative_to(folder).as_posix(), size, digest.hexdigest())


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
