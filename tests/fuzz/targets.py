"""What is fuzzed: every piece of code that reads what somebody else has written, with inputs made for it.

A target makes an input from a `Random` and feeds it. What may come out is a result or, where `refuses` says so, an
error of `LaternaError`'s family that its wire can say; anything else is a finding.
"""

# ruff: noqa: E501 - tables of words are read as blocks

import functools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Any
from urllib.parse import parse_qs, parse_qsl, quote, urlencode

import msgspec

from laterna.assets.conditions import judge, range_applies
from laterna.assets.keys import is_key
from laterna.assets.ranges import Span, parse_range
from laterna.assets.signing import Signer
from laterna.assets.storage import Stored
from laterna.catalog import Catalog, Mode, VideoRequest, adapted, resolve, resolve_leniently
from laterna.engines.animatic.handmade import is_storyboard, storyboard_from
from laterna.engines.animatic.reader.reading import read
from laterna.engines.animatic.scriptwriter import Unwritten, checked
from laterna.engines.animatic.storyboard import encode as encode_storyboard
from laterna.engines.guard import Outbound, checked_url
from laterna.errors import LaternaError
from laterna.ids import parse_task_id
from laterna.wire.client import Accepted, Answer, Listing, Order, Refused, Sight, Unclear
from laterna.wire.dashscope import server as dashscope
from laterna.wire.dashscope.uploads import decode_policy
from laterna.wire.faces import SERVERS, WIRES, client_face
from laterna.wire.generations import decode as generations
from laterna.wire.generations.errors import render_error as say_generations
from laterna.wire.openai import decode as openai
from laterna.wire.openai.errors import render_error as say_openai
from laterna.wire.openai.form import fields_to_json
from laterna.wire.replies import LONGEST
from laterna.wire.vidu import decode as vidu
from laterna.wire.vidu.errors import render_error as say_vidu
from laterna.wire.vidu.signature import signed_headers
from tests.fuzz import examples as ex
from tests.fuzz import grammar as gr
from tests.fuzz import texts

NOW = 1_773_975_541_993_000
_WORDS_OF_QUERIES = (
    "task_id", "start_time", "end_time", "model_name", "status", "page_no", "page_size", "created_at.from",
    "created_at.to", "task_ids", "model_versions", "resolutions", "states", "pager.page", "pager.pagesz",
    "pager.page_token", "paper.page", "limit", "order", "after", "variant", "expires", "sig", "name",
)  # fmt: skip
_LIKELY_IN_QUERIES = ("1", "10", "asc", "desc", "success", "SUCCEEDED", "q1", "720p", "2026-03-20T00:00:00Z", "20260320000000",
                      *ex.STATES[:4])  # fmt: skip


@dataclass(frozen=True)
class Target:
    """`weight` is its share of the inputs, `seconds` the CPU time that one input may take."""

    name: str
    make: Callable[[Random], Any]
    feed: Callable[[Any], None]
    weight: int = 10
    refuses: tuple[type[Exception], ...] = (LaternaError,)
    seconds: float = 1.0


@dataclass
class _Known:
    """What is loaded once."""

    catalog: Catalog = field(default_factory=Catalog.load)
    signer: Signer = field(default_factory=lambda: Signer(b"k" * 32))
    boards: tuple[Any, ...] = ()

    def __post_init__(self) -> None:
        prompts = (
            "Two foxes chase a red ball on a beach, rain",
            "“你好”，一个女孩在雨中的街道上对猫说",
            "a city at night. Then: dawn",
        )
        self.boards = tuple(json.loads(encode_storyboard(read(text))) for text in prompts)


@functools.cache
def known() -> _Known:
    """What is loaded once, when it is first needed."""
    return _Known()


def targets() -> tuple[Target, ...]:
    """Every target that needs no server."""
    return tuple(_targets())


def _targets() -> Iterator[Target]:
    yield Target("dashscope create", _dashscope_body, _read_dashscope, 16)
    yield Target("vidu create", _vidu_body, _read_vidu, 16)
    yield Target("generations create", _json_of(ex.GENERATIONS), _read_generations, 16)
    yield Target("openai create", _json_of(ex.OPENAI), _read_openai, 16)
    yield Target("form fields", _form, _read_form, 10)
    yield Target("list queries", _query, _read_query, 10)
    yield Target("client faces: answers", _answer, _read_answer, 30, ())
    yield Target("client faces: creates", _order, _write_order, 10)
    yield Target("storyboards", _storyboard, _read_storyboard, 6)
    yield Target("storyboards of a model", _storyboard, _read_written, 3, (Unwritten,))
    yield Target("settings", texts.some_settings, texts.read_settings, 4)
    yield Target("settings in the environment", texts.some_environment, texts.read_environment, 2)
    yield Target("upstream scenarios", texts.some_scenario, texts.read_scenario, 4)
    yield Target("upstream scenarios over HTTP", texts.some_control, texts.read_control, 4)
    yield Target("model cards", texts.some_cards, texts.read_cards, 3)
    yield Target("links, ranges, conditions", _link, _read_link, 12)
    yield Target("upload policies", _policy, _read_policy, 6)
    yield Target("URLs of callbacks and inputs", _url, _read_url, 8)
    yield Target("ids", gr.some_text, parse_task_id_twice, 4)


# Server faces


def _spoiled(random: Random, example: Any, names: tuple[str, ...] = ex.NAMES) -> bytes:
    thing = gr.mutated(random, example, names) if random.random() < 0.9 else gr.value(random, names)
    if isinstance(thing, dict) and random.random() < 0.4:
        thing = {**thing, "model": random.choice(ex.MODELS)}
    return gr.encoded(random, thing)


def _json_of(example: Any) -> Callable[[Random], bytes]:
    return lambda random: _spoiled(random, example)


def _dashscope_body(random: Random) -> tuple[bytes, bool]:
    return _spoiled(random, ex.DASHSCOPE), random.random() < 0.5


def _vidu_body(random: Random) -> tuple[bytes, str]:
    return _spoiled(random, ex.VIDU), random.choice(tuple(vidu.MODE_OF))


def _read_dashscope(made: tuple[bytes, bool]) -> None:
    def read_it() -> None:
        envelope = dashscope.decode_envelope(made[0])
        card = known().catalog.card(envelope.model)
        values = dashscope.decode_parameters(envelope, card, resolves_oss=made[1])
        _resolved(card.name, values, "dashscope", None)

    _sayable(read_it, lambda error: dashscope.render_error(error, "r"))


def _read_vidu(made: tuple[bytes, Any]) -> None:
    def read_it() -> None:
        create = vidu.decode_create(*made)
        _resolved(create.model, create.parameters, "vidu", create.mode, create.echo)

    _sayable(read_it, lambda error: say_vidu(error, "0" * 32))


def _read_generations(body: bytes) -> None:
    _sayable(lambda: _generations(openai.decode_object(body)), say_generations)


def _read_openai(body: bytes) -> None:
    _sayable(lambda: _openai(openai.decode_object(body)), say_openai)


def _generations(fields: Any) -> None:
    create = generations.decode_create(fields)
    _resolved(create.model, create.parameters, "generations", None, create.echo)


def _openai(fields: Any) -> None:
    create = openai.decode_create(fields)
    _resolved(create.model, create.parameters, "openai", None, create.echo)


def _resolved(model: str, parameters: Any, wire: str, mode: Mode | None, echo: Any = None) -> VideoRequest:
    """What a door does with a decoded create, until the store would take it."""
    card = known().catalog.card(model)
    asked = adapted(card, parameters, wire, mode=mode)
    resolve_leniently(card, asked, lambda: 7, mode=mode)
    request = resolve(card, asked, lambda: 7, mode=mode)
    card.price_of(request)
    again = msgspec.json.decode(msgspec.json.encode((request, echo)), type=tuple[VideoRequest, Any])
    assert again[0] == request, "the store would give back another request"
    return request


def _sayable(read_it: Callable[[], None], say: Callable[[LaternaError], tuple[int, Any]]) -> None:
    try:
        read_it()
    except LaternaError as error:
        status, body = say(error)
        assert 400 <= status < 500, f"{error.code} is said with status {status}"
        assert len(msgspec.json.encode(body)) < 20_000, "the refusal is as long as what it refuses"
        raise


def _form(random: Random) -> list[tuple[str, str]]:
    names = tuple(
        name + end
        for name in ex.NAMES
        for end in ("", "", "[]", "[a]", "[a][]", "[", "]", "[][]", "[a][b][c]")
    )
    fields = gr.pairs(random, names, ("A fox", "sora-2", "viduq1", "true", '{"seed": 1}', '["a"]'))
    if random.random() < 0.5:
        fields = [("model", random.choice(ex.MODELS)), ("prompt", "A fox"), *fields]
    if random.random() < 0.1:
        fields.append(("seed" + "[a]" * random.randrange(40), "1"))
    return [(texts.utf8(name), texts.utf8(text)) for name, text in fields]


def _read_form(fields: list[tuple[str, str]]) -> None:
    for name, text in fields:
        json.dumps([name, text])
    _sayable(lambda: _generations(fields_to_json(fields)), say_generations)
    _sayable(lambda: _openai(fields_to_json(fields)), say_openai)


def _query(random: Random) -> str:
    text = urlencode(gr.pairs(random, _WORDS_OF_QUERIES, _LIKELY_IN_QUERIES), errors="surrogatepass")
    return gr.damaged_text(random, text) if random.random() < 0.2 else text


def _read_query(text: str) -> None:
    text = texts.utf8(text)
    single, several = dict(parse_qsl(text, keep_blank_values=True)), parse_qs(text)
    refusal: LaternaError | None = None
    faces: tuple[tuple[Callable[[], object], Callable[[LaternaError], tuple[int, Any]]], ...] = (
        (lambda: dashscope.decode_list(single, NOW), lambda error: dashscope.render_error(error, "r")),
        (lambda: vidu.decode_list(several, NOW), lambda error: say_vidu(error, "0" * 32)),
        (lambda: openai.decode_list(single), say_openai),
    )
    for decode, say in faces:
        try:
            _sayable(lambda decode=decode: decode(), say)  # type: ignore[misc]
        except LaternaError as error:
            refusal = error
    if refusal is not None:
        raise refusal


# Client faces


def _answer(random: Random) -> tuple[str, str, Answer]:
    example = random.choice(ex.ANSWERS)
    names = ex.ANSWER_NAMES
    thing = gr.mutated(random, example, names) if random.random() < 0.9 else gr.value(random, names)
    if isinstance(thing, dict) and random.random() < 0.3:
        thing = {**thing, random.choice(("status", "state", "task_status")): random.choice(ex.STATES)}
    status = random.choice(
        (200, 200, 200, 200, 201, 202, 204, 301, 400, 401, 404, 408, 409, 422, 429, 500, 502, 503, 0, 999)
    )
    body = gr.encoded(random, thing)
    if random.random() < 0.02:
        body = random.choice((b"", b"<html>503</html>", b"null", b"[]", b'"x"', random.randbytes(40)))
    return random.choice(WIRES), random.choice(SERVERS), Answer(status, body, random.choice((None, 0.0, 5.0)))


@functools.cache
def _face(wire: str, server: str) -> Any:
    return client_face(wire, server, known().catalog)


def _read_answer(made: tuple[str, str, Answer]) -> None:
    wire, server, answer = made
    face = _face(wire, server)
    reception = face.received(answer)
    assert isinstance(reception, Accepted | Refused | Unclear)
    if isinstance(reception, Accepted):
        assert 200 <= answer.status < 300 and 0 < len(reception.upstream_id) <= LONGEST
        face.query(reception.upstream_id)
    else:
        assert len(reception.message) <= LONGEST + 200
    _well_seen(face.seen(answer, "t-1"))
    face.canceled(answer)
    if face.lists:
        listing = face.listed(answer)
        assert listing is None or isinstance(listing, Listing)
        for sight in listing.sights if listing is not None else ():
            _well_seen(sight)
        if listing is not None and listing.next:
            face.page(NOW - 10**9, NOW, listing.next)
    msgspec.json.encode(reception)


def _well_seen(sight: Sight | None) -> None:
    if sight is None:
        return
    assert sight.upstream_id and len(sight.code) <= LONGEST and len(sight.message) <= LONGEST
    assert sight.progress is None or 0 <= sight.progress <= 100
    assert not sight.url or sight.stage == "succeeded"
    msgspec.json.encode(sight)


def _order(random: Random) -> tuple[str, str, Order]:
    model, mode = random.choice(ex.MODELS[:-1]), random.choice(("text", "image", "frames", "reference"))
    given: dict[str, Any] = {"prompt": "A fox", "size": "1280x720", "seed": random.choice((0, 1, 2**31 - 1))}
    if mode == "reference":
        given["reference_images"] = [ex.PICTURE] * random.randrange(1, 8)
    elif mode != "text":
        given |= {"image": ex.PICTURE} | ({"last_image": ex.PICTURE} if mode == "frames" else {})
    given = gr.mutated(random, given, ex.NAMES) if random.random() < 0.8 else given
    parameters = (
        {texts.utf8(str(name)): each for name, each in given.items()} if isinstance(given, dict) else {}
    )
    parameters = msgspec.json.decode(_utf8_bytes(parameters))
    card = known().catalog.card(model)
    request, _ = resolve_leniently(card, parameters, lambda: 7)
    name = random.choice((model, random.choice(ex.MODELS), texts.utf8(gr.some_text(random)) or "m"))
    order = Order(
        request=request, model=name, marker="m" * 32, callback_url=random.choice(("", "https://e.com/cb"))
    )
    return random.choice(WIRES), random.choice(SERVERS), order


def _write_order(made: tuple[str, str, Order]) -> None:
    wire, server, order = made
    call = _face(wire, server).create(order)
    assert call.method == "POST" and call.path.startswith("/")
    for name, text in call.headers:
        assert (name + text).isascii() and "\n" not in text, f"the header {name} cannot be sent: {text!r}"


# Files and texts of the owner


def _storyboard(random: Random) -> str:
    board = random.choice(known().boards)
    thing = gr.mutated(random, board, ex.STORYBOARD_NAMES)
    return gr.encoded(random, thing).decode("utf-8", "replace")


def _read_storyboard(text: str) -> None:
    if is_storyboard(text):
        msgspec.json.encode(storyboard_from(text))


def _read_written(text: str) -> None:
    checked(text, "A fox")


# Links, ranges, uploads, URLs


def _link(random: Random) -> tuple[str, dict[str, str], dict[str, str], int]:
    headers = {}
    numbers = ("0", "1", "99", "100", "1000", "", "-1", "9" * 30, "٥", " 5", "5 ")
    for name in (
        "range",
        "if-range",
        "if-none-match",
        "if-match",
        "if-modified-since",
        "if-unmodified-since",
    ):
        kind = random.randrange(4)
        if kind == 0:
            spans = [f"{random.choice(numbers)}-{random.choice(numbers)}" for _ in range(random.randrange(4))]
            headers[name] = random.choice(("bytes=", "Bytes =", "items=", "")) + random.choice(
                (",", ", ")
            ).join(spans)
        elif kind == 1:
            text = random.choice(('"abc"', 'W/"abc"', "*", "Fri, 20 Mar 2026 10:59:01 GMT", "Fri Mar 20 10:59:01 2026",
                                  "Fri, 20-Mar-26 10:59:01 +9999", "1 Jan 0001 00:00:00 +2359"))  # fmt: skip
            headers[name] = gr.damaged_text(random, text) if random.random() < 0.6 else text
    query = dict(gr.pairs(random, ("expires", "sig", "name"), ("1773975600", "x" * 22)))
    key = random.choice(("tasks/a/clip.mp4", gr.some_text(random), "a/" * 99))
    return key, query, headers, random.choice((0, 1, 100, 10**12))


def _read_link(made: tuple[str, dict[str, str], dict[str, str], int]) -> None:
    key, query, headers, size = made
    # As a server decodes them: what is no UTF-8 in a path or query is replaced, headers are Latin-1.
    path = texts.utf8(key)
    fields = dict(parse_qsl(urlencode(query, errors="replace"), keep_blank_values=True))
    signer = known().signer
    signer.valid(path, fields.get("expires"), fields.get("name", ""), fields.get("sig", ""), NOW // 10**6)
    is_key(path)
    quote(path)
    stored = Stored(size=size, modified=1_773_975_541, etag='"abc"')
    sent = {name: text.encode("latin-1", "replace").decode("latin-1") for name, text in headers.items()}
    assert judge(sent, stored) in ("send", "not_modified", "failed")
    range_applies(sent, stored)
    if "range" in sent:
        part = parse_range(sent["range"], size)
        assert not isinstance(part, Span) or 0 <= part.start <= part.end < size


def _policy(random: Random) -> str:
    import base64

    example = {"tenant": "t", "folder": "dashscope-instant/a/b", "expires": 1_773_975_600}
    body = gr.encoded(random, gr.mutated(random, example, tuple(example)))
    text = base64.b64encode(body).decode()
    return gr.damaged_text(random, text) if random.random() < 0.2 else text


def _read_policy(text: str) -> None:
    policy = decode_policy(text)
    if policy is not None:
        known().signer.sign(f"upload/{policy.folder}", policy.expires, policy.tenant)


def _url(random: Random) -> str:
    host = random.choice(("example.com", "127.0.0.1", "[::1]", "[fe80::1%25eth0]", "0x7f.1", "2130706433", "ｅxample.com",
                          "例子.测试", "xn--", "a" * 300 + ".com", "[::ffff:10.0.0.1]", "%31%32%37.0.0.1"))  # fmt: skip
    port = random.choice(("", ":80", ":0", ":99999", ":x", ":"))
    user = random.choice(("", "", "u@", "u:p@", "@"))
    text = (
        random.choice(("http", "https", "HTTP", "ftp", ""))
        + "://"
        + user
        + host
        + port
        + random.choice(("", "/a?b#c", "\\x"))
    )
    text = gr.some_text(random) if random.random() < 0.2 else text
    return texts.utf8(gr.damaged_text(random, text) if random.random() < 0.5 else text)


def _read_url(text: str) -> None:
    url = ""
    try:
        url = vidu.callback_url({"callback_url": text})
    finally:
        checked_url(text, Outbound())
    if url:
        signed_headers("key", url, "Fri, 20 Mar 2026 10:59:01 GMT", "n")


def parse_task_id_twice(text: str) -> None:
    """An id that is read is a number of 63 bits, also with spaces around it."""
    found = parse_task_id(text)
    assert found is None or 0 <= found < 2**63


def _utf8_bytes(thing: Any) -> bytes:
    text = json.dumps(thing, ensure_ascii=False).encode("utf-8", "replace").decode()
    return text.replace("NaN", "null").replace("-Infinity", "null").replace("Infinity", "null").encode()
