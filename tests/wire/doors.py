"""What the doors make of a client face's call: read as the server reads it, by none of the client's own code."""

from email.message import Message
from urllib.parse import urlsplit

from multipart import MultipartParser, parse_options_header

from laterna.catalog import ModelCard, VideoRequest, adapted, resolve
from laterna.jsontypes import JSON, JSONObject
from laterna.wire.client import Call
from laterna.wire.dashscope.decode import decode_envelope, decode_parameters
from laterna.wire.generations.decode import decode_create as decode_generations
from laterna.wire.openai.decode import decode_create as decode_openai
from laterna.wire.openai.decode import decode_object
from laterna.wire.openai.form import fields_to_json
from laterna.wire.vidu.decode import decode_create as decode_vidu
from laterna.wire.vidu.schema import Create as ViduCreate

DRAWN = 123_456_789
"""The seed that a door draws when it finds none."""


def header(call: Call, name: str) -> str:
    """A header of the call, or an empty text."""
    message = Message()
    for key, value in call.headers:
        message[key] = value
    return message.get(name, "")


def form_of(call: Call) -> list[tuple[str, str]]:
    """The fields of a multipart body, parsed by the library that the server uses."""
    import io

    kind, options = parse_options_header(header(call, "content-type"))
    assert kind == "multipart/form-data"
    parser = MultipartParser(io.BytesIO(call.body), options["boundary"], strict=True)
    return [(part.name, part.value) for part in parser]


def fields_of(call: Call) -> JSONObject:
    """The fields of a body, JSON or a form."""
    if header(call, "content-type").startswith("multipart/"):
        return fields_to_json(form_of(call))
    return decode_object(call.body)


def vidu_create(call: Call) -> ViduCreate:
    """What Vidu's door decodes."""
    endpoint = urlsplit(call.path).path.rpartition("/")[2]
    return decode_vidu(call.body, endpoint)  # type: ignore[arg-type]


def request_at(wire: str, call: Call, card: ModelCard) -> VideoRequest:
    """The request that the door of `wire` makes of the call, for the model of `card`."""
    mode = None
    parameters: dict[str, JSON]
    if wire == "dashscope":
        resolves = header(call, "x-dashscope-ossresourceresolve") == "enable"
        envelope = decode_envelope(call.body)
        assert envelope.model == card.name
        parameters = decode_parameters(envelope, card, resolves_oss=resolves)
    elif wire == "vidu":
        create = vidu_create(call)
        assert create.model == card.name
        parameters, mode = create.parameters, create.mode
    else:
        decode = decode_generations if wire == "generations" else decode_openai
        made = decode(fields_of(call))
        assert made.model == card.name
        parameters = made.parameters
    return resolve(card, adapted(card, parameters, wire, mode=mode), lambda: DRAWN, mode=mode)
