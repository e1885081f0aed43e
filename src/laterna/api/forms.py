"""Bodies that may be JSON or a form: read into one JSON object, file parts into files on disk.

A file part is written as it comes in; nothing larger than a piece is held in memory, and writing happens off the
event loop.
"""

import asyncio
import hashlib
import shutil
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO
from urllib.parse import parse_qsl

import msgspec
from msgspec import Struct
from multipart import MultipartError, MultipartSegment, PushMultipartParser, parse_options_header

from laterna.api.disk import on_disk
from laterna.api.exchange import Exchange
from laterna.errors import LaternaError, ParameterError
from laterna.jsontypes import JSONObject
from laterna.wire.openai.decode import decode_object
from laterna.wire.openai.form import fields_to_json

INCOMING = "incoming"
"""The folder of the data directory where files lie that are not complete yet."""

LARGEST_FILE = 50 * 1024 * 1024
"""Bytes of one file part: the most that any of the wires takes for a picture (contract vidu 3.4)."""

_LARGEST_FIELD = 24 * 1024 * 1024
_MOST_PARTS = 100


class FilePart(Struct, frozen=True):
    """An uploaded file: the form field's name, the file name that the client gave, where it lies now, and its
    content's SHA-256."""

    field: str
    name: str
    path: Path
    digest: str


class Form:
    """A body that has been read. Use as a context manager: the files are gone afterwards, unless moved.

    `identity` are bytes that are equal when the same body is sent again, even with another boundary.
    """

    def __init__(self, folder: Path) -> None:
        self.fields: JSONObject = {}
        self.files: list[FilePart] = []
        self.identity = b""
        self._parent = folder
        self._folder: Path | None = None

    def __enter__(self) -> "Form":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None:
        if self._folder is not None:
            shutil.rmtree(self._folder, ignore_errors=True)

    async def read(self, exchange: Exchange, limit: int) -> None:
        """Reads the whole body by its content type. JSON is the default, as many clients send none.

        Raises LaternaError `invalid_json` or `body_too_large`, ParameterError for a broken form, and StorageError.
        """
        kind, options = parse_options_header(exchange.header(b"content-type"))
        if kind == "multipart/form-data":
            await self._read_multipart(exchange, options.get("boundary", ""), limit + LARGEST_FILE)
            return
        raw = self.identity = await exchange.body(limit)
        if kind == "application/x-www-form-urlencoded" and not raw.lstrip().startswith(b"{"):
            self.fields = fields_to_json(parse_qsl(raw.decode("utf-8", "replace"), keep_blank_values=True))
        else:
            self.fields = decode_object(raw)

    async def _read_multipart(self, exchange: Exchange, boundary: str, limit: int) -> None:
        try:
            with PushMultipartParser(
                boundary, max_segment_count=_MOST_PARTS, max_segment_size=LARGEST_FILE, strict=False
            ) as parser:
                collector = _Collector(self, exchange)
                async for piece in exchange.pieces(limit):
                    for event in parser.parse(piece):
                        await collector.take(event)
        except MultipartError as error:
            raise ParameterError(
                f"The form cannot be read: {error}.", field="body", allowed="multipart/form-data"
            ) from error
        self.fields = fields_to_json(collector.fields)
        files = [(part.field, part.digest) for part in self.files]
        self.identity = msgspec.json.encode([collector.fields, files])

    def new_file(self) -> Path:
        """A path for a file of this form, in a folder that goes with it."""
        if self._folder is None:
            self._parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix="form-", dir=self._parent))
        return self._folder / str(len(self.files))


class _Collector:
    """Takes the parser's events: a part's head, its pieces, its end (None)."""

    def __init__(self, form: Form, exchange: Exchange) -> None:
        self._exchange = exchange
        self.fields: list[tuple[str, str]] = []
        self._form = form
        self._head: MultipartSegment | None = None
        self._file: BinaryIO | None = None
        self._path = Path()
        self._text = bytearray()
        self._digest = hashlib.sha256()

    async def take(self, event: MultipartSegment | bytearray | bytes | None) -> None:
        if isinstance(event, MultipartSegment):
            self._head, self._text = event, bytearray()
            if event.filename is not None:
                self._digest = hashlib.sha256()
                with on_disk():
                    self._path = await asyncio.to_thread(self._form.new_file)
                    self._file = await asyncio.to_thread(self._path.open, "wb")
        elif event is None:
            await self._end()
        elif self._file is not None:
            with on_disk():
                await asyncio.to_thread(self._write, self._file, bytes(event))
        else:
            self._exchange.hold(len(event))
            self._text += event
            if len(self._text) > _LARGEST_FIELD:
                raise LaternaError(
                    "A form field is too large; send files as file parts.", code="body_too_large"
                )

    async def _end(self) -> None:
        assert self._head is not None
        name = self._head.name or ""
        if self._file is None:
            self.fields.append((name, self._text.decode("utf-8", "replace")))
            return
        with on_disk():
            await asyncio.to_thread(self._file.close)
        self._file = None
        part = FilePart(name, self._head.filename or "file", self._path, self._digest.hexdigest())
        self._form.files.append(part)

    def _write(self, file: BinaryIO, data: bytes) -> None:
        file.write(data)
        self._digest.update(data)
