"""What the server process and a drawing process say to each other.

Each message is a msgspec struct in MessagePack, preceded by its length as four bytes, big-endian. The server
process writes to the drawing process's standard input and reads from what was its standard output; when the
input ends, the drawing process ends too, so none outlives its server.
"""

import struct
from typing import BinaryIO

import msgspec
from msgspec import Struct

from laterna.catalog.request import VideoRequest
from laterna.engines.animatic.given import Given

_LENGTH = struct.Struct(">I")


class Setup(Struct, frozen=True, tag=True):
    """The first message: how to be a drawing process.

    `film` names the class that draws and `reader` the function that reads prompts, as `module:name`;
    `niceness` 0 to 19 is added to the process's own. `warm`, where given, is called once libraries are loaded.
    """

    film: str
    reader: str
    niceness: int = 0
    warm: str = ""


class Read(Struct, frozen=True, tag=True):
    """Reads the request's prompt. Value: the storyboard as JSON.

    `cut_out` says of each reference image whether it has a transparent ground.
    """

    request: VideoRequest
    cut_out: tuple[bool, ...] = ()


class Decode(Struct, frozen=True, tag=True):
    """Decodes a caller's picture into the file `into`, as `Given` says, no side longer than `most` pixels.

    `noun` is what messages call the picture, `field` the parameter that it came in. Value: width and height in
    pixels, as `PictureSize`.
    """

    source: str
    into: str
    noun: str
    field: str
    most: int


class PictureSize(Struct, frozen=True, array_like=True):
    """Width and height of a decoded picture, and whether it has a transparent ground."""

    width: int
    height: int
    cut_out: bool


class Hear(Struct, frozen=True, tag=True):
    """Decodes a caller's audio into the file `into`, as `Sound` writes it.

    Value: how loud it is in each of the first `frames` frames at `fps` frames a second, as `Given.levels` says.
    """

    source: str
    into: str
    frames: int
    fps: int


class Still(Struct, frozen=True):
    """A frame to be kept as a JPEG file as well."""

    frame: int
    file: str


class Draw(Struct, frozen=True, tag=True):
    """Draws and encodes frames `first` to `first + count - 1` into `file`. Value: the film's `actual_prompt`.

    `shared` is the folder in which the processes that draw the clip share what they bake; empty for one that is alone.
    """

    request: VideoRequest
    storyboard: bytes
    first: int
    count: int
    file: str
    stills: tuple[Still, ...] = ()
    given: Given = Given()
    shared: str = ""


class Sound(Struct, frozen=True, tag=True):
    """Composes and encodes the clip's sound into `file`, as `Soundtrack.to_bytes` gives it. Value: empty."""

    request: VideoRequest
    storyboard: bytes
    file: str


class Join(Struct, frozen=True, tag=True):
    """Joins segments and sound (`sound` may be empty) into the MP4 `file`, and writes its `sheet`. Value: empty.

    What the drawing processes have `shared` is deleted.
    """

    request: VideoRequest
    segments: tuple[str, ...]
    sound: str
    file: str
    sheet: str
    shared: str = ""


Work = Read | Decode | Hear | Draw | Sound | Join


class Do(Struct, frozen=True, tag=True):
    """One piece of work for the clip with this number. Answered by Begun, then exactly one Done, Failed or Stopped."""

    clip: int
    work: Work


class Cancel(Struct, frozen=True, tag=True):
    """Whatever is being done for this clip is to stop at the next frame."""

    clip: int


class Forget(Struct, frozen=True, tag=True):
    """Nothing more will come for this clip: its film may be freed."""

    clip: int


Command = Setup | Do | Cancel | Forget


class Ready(Struct, frozen=True, tag=True):
    """The libraries are loaded."""


class Unavailable(Struct, frozen=True, tag=True):
    """A library cannot be loaded; `message` says what to do. The process ends."""

    message: str


class Begun(Struct, frozen=True, tag=True):
    """The work has been begun: if the process dies from here on, the work may be to blame."""


class Drawn(Struct, frozen=True, tag=True):
    """So many more frames are drawn."""

    frames: int


class Done(Struct, frozen=True, tag=True):
    """The work is done."""

    value: bytes = b""


class Failed(Struct, frozen=True, tag=True):
    """The work could not be done: a code of `ERROR_KINDS`, a sentence for the caller, the parameter that was at
    fault, a traceback for the log."""

    code: str
    message: str
    field: str = ""
    detail: str = ""


class Stopped(Struct, frozen=True, tag=True):
    """The work was given up, as Cancel asked."""


Reply = Ready | Unavailable | Begun | Drawn | Done | Failed | Stopped

_decode_command = msgspec.msgpack.Decoder(Command).decode
_decode_reply = msgspec.msgpack.Decoder(Reply).decode
LENGTH_BYTES = _LENGTH.size


def frame(message: Command | Reply) -> bytes:
    """The message with its length before it."""
    body = msgspec.msgpack.encode(message)
    return _LENGTH.pack(len(body)) + body


def body_length(prefix: bytes) -> int:
    """How many bytes follow these first four."""
    (length,) = _LENGTH.unpack(prefix)
    return int(length)


def decode_reply(body: bytes) -> Reply:
    """One reply from its bytes without the length."""
    reply: Reply = _decode_reply(body)
    return reply


def read_command(stream: BinaryIO) -> Command | None:
    """Waits for the next command. None: the server process is gone."""
    prefix = stream.read(LENGTH_BYTES)
    if len(prefix) < LENGTH_BYTES:
        return None
    size = body_length(prefix)
    body = stream.read(size)
    return _decode_command(body) if len(body) == size else None
