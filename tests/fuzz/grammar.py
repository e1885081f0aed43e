"""What inputs are made of: right examples, and every way in which they go wrong.

Everything is drawn from a `random.Random`, so one grammar serves two drivers: a seeded one that makes a million inputs
an hour, and Hypothesis (`st.randoms`), which shrinks what breaks.
"""

# ruff: noqa: E501 - tables of words are read as blocks

import json
from collections.abc import Callable, Sequence
from random import Random
from typing import Any, TypeVar

T = TypeVar("T")

NUMBERS = (0, 1, -1, 2, 3, 5, 8, 10, 16, 24, 60, 81, 100, 540, 720, 1080, 1280, 1000001, 2**31 - 1, 2**31, 2**53, 2**63,
           2**64, -(2**63) - 1, 10**18, 10**40, 0.0, -0.0, 0.5, 4.999, 5.0, 1e9, 1e17, 1e308, -1e-320,
           float("inf"), float("nan"))  # fmt: skip
WORDS = (
    "", " ", "0", "5", "-1", "+5", "05", "1e9", "0x10", "1_0", "5.0", "٥", "９９", "²", "Ⅷ", "nan", "inf", "null", "true",
    "false", "True", "on", "auto", "720p", "720P", "p", "P", "4K", "1280x720", "1280*720", "1280×720", "1280 * 720",
    "0x0", "99999999999x1", "x", "*", "16:9", ":", "16:0", "A fox", "A fox \x00 runs", "ﬁ\u202e\u0000", "\ud800",
    "狐狸在跑。", "e\u0301" * 40, "👩‍👩‍👧‍👦" * 30, "a" * 5_000, "@Image1", "@Image99 and @a", "[", "{", "}", '"', "\\", "%", "%00",
    "../../x", "http://", "https://", "http://[::1", "http://[::1]:99999/", "http://h:port/", "http://a b/", "http://\x00/",
    "https://example.com/a.png", "http://127.0.0.1:9/a.png", "//x", "ftp://x/y", "data:", "data:,", "data:,%ff",
    "data:image/png;base64,AAAA", "data:image/png;base64,=", "data:image/png;BASE64,AA A=", "data:;base64,é", "oss://",
    "oss://a/b", "asset:", "asset:uploads/../x", "ssupload:", "ssupload:?id=", "ssupload:?id=x&id=y", '{"image_url": 5}',
    '{"image_url": {"url": 5}}', '{"file_id": 1}', '{"a": [', "[[" * 600, "2026-01-31T12:00:00Z", "20260131120000",
    "0001-01-01T00:00:00+23:59", "9999-12-31T23:59:59-23:59", "2026-13-45T99:00:00", "20261345990000", "1769860800",
)  # fmt: skip
_TOKENS = (b"{", b"}", b"[", b"]", b'"', b",", b":", b"null", b"\\u0000", b"\\ud800", b"\\", b"\xff", b"\xef\xbb\xbf",
           b"1e999", b"-", b"\x00", b"/*", b"NaN", b"\xf0\x9f", b" " * 300, b"9" * 400)  # fmt: skip


def some_text(random: Random) -> str:
    """A word of the table, or letters from all over Unicode."""
    if random.random() < 0.7:
        return random.choice(WORDS)
    tops = (0x7F, 0x7F, 0x7F, 0x2FF, 0xFFFF, 0x10FFFF)
    return "".join(chr(random.randrange(random.choice(tops) + 1)) for _ in range(random.randrange(12)))


def scalar(random: Random) -> Any:
    """Any JSON value that is no object and no list."""
    kind = random.randrange(8)
    if kind < 4:
        return some_text(random)
    if kind < 6:
        return random.choice(NUMBERS)
    return random.choice((None, True, False, random.randrange(-10, 200)))


def value(random: Random, names: Sequence[str], depth: int = 3) -> Any:
    """Any JSON value; objects have mostly the given names."""
    kind = random.randrange(10)
    if depth == 0 or kind < 7:
        return scalar(random)
    if kind == 7:
        return [value(random, names, depth - 1) for _ in range(random.randrange(5))]
    return {_name(random, names): value(random, names, depth - 1) for _ in range(random.randrange(5))}


def mutated(random: Random, example: Any, names: Sequence[str]) -> Any:
    """An example with up to four of its parts changed, removed, doubled, or put somewhere else."""
    found = example
    for _ in range(random.randrange(5)):
        found = _changed(random, found, names)
    return found


def encoded(random: Random, thing: Any) -> bytes:
    """A thing as JSON; one in five is damaged as bytes."""
    body = json.dumps(thing, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")
    return damaged(random, body) if random.random() < 0.2 else body


def damaged(random: Random, body: bytes) -> bytes:
    """Bytes with a few of them cut off, flipped, repeated, or replaced by tokens that parsers trip over."""
    for _ in range(1 + random.randrange(3)):
        at, end = (random.randrange(len(body) + 1) for _ in range(2))
        how = random.randrange(7)
        if how == 0:
            body = body[:at]
        elif how == 1:
            body = body[:at] + random.choice(_TOKENS) + body[at:]
        elif how == 2 and at < len(body):
            body = body[:at] + bytes([body[at] ^ (1 << random.randrange(8))]) + body[at + 1 :]
        elif how == 3:
            body = body[:at] + body[max(0, at - 20) : at] * random.choice((2, 5, 100)) + body[at:]
        elif how == 4:
            body = body[: min(at, end)] + body[max(at, end) :]
        elif how == 5:
            deep = random.choice((50, 900, 3_000))
            body = body[:at] + random.choice((b"[", b'{"a":')) * deep + body[at:]
        else:
            body = body[:at] + random.randbytes(random.randrange(9)) + body[at:]
    return body[:200_000]


def damaged_text(random: Random, text: str) -> str:
    """The same for text: cut, doubled, or with a word put into it."""
    for _ in range(1 + random.randrange(3)):
        at, end = sorted(random.randrange(len(text) + 1) for _ in range(2))
        middle = random.choice(
            ("", text[at:end] * 3, some_text(random), random.choice("[]{}=\"'.,#\n:%&;-_\\"))
        )
        text = text[:at] + middle + text[random.choice((at, end)) :]
    return text[:50_000]


def pairs(random: Random, names: Sequence[str], likely: Sequence[str] = ()) -> list[tuple[str, str]]:
    """Names with texts, as forms and query strings have them; names may come twice."""
    words = (*likely, *WORDS)
    return [
        (
            _name(random, names),
            random.choice(likely) if likely and random.random() < 0.5 else random.choice(words),
        )
        for _ in range(random.randrange(7))
    ]


def toml(thing: Any) -> str:
    """TOML for a nested dictionary of tables, lists of tables, and JSON values; what TOML lacks is left out."""
    lines: list[str] = []
    _toml_table(lines, thing, "")
    return "\n".join(lines) + "\n"


def _toml_table(lines: list[str], table: Any, path: str) -> None:
    later = []
    for name, each in table.items():
        key = json.dumps(str(name))
        if isinstance(each, dict) or (
            isinstance(each, list) and each and all(isinstance(x, dict) for x in each)
        ):
            later.append((key, each))
        elif each is not None:
            lines.append(f"{key} = {_toml_value(each)}")
    for key, each in later:
        place = f"{path}.{key}" if path else key
        for one in each if isinstance(each, list) else [each]:
            lines.append(f"[[{place}]]" if isinstance(each, list) else f"[{place}]")
            _toml_table(lines, one, place)


def _toml_value(each: Any) -> str:
    if isinstance(each, dict):
        inner = ", ".join(
            f"{json.dumps(str(n))} = {_toml_value(v)}" for n, v in each.items() if v is not None
        )
        return "{" + inner + "}"
    if isinstance(each, list):
        return "[" + ", ".join(_toml_value(x) for x in each if x is not None) + "]"
    if isinstance(each, float):
        return {"Infinity": "inf", "NaN": "nan"}.get(json.dumps(each), repr(each))
    return json.dumps(each)


def _name(random: Random, names: Sequence[str]) -> str:
    return random.choice(names) if random.random() < 0.9 else some_text(random)


def _changed(random: Random, thing: Any, names: Sequence[str]) -> Any:
    if random.random() < 0.25 or not isinstance(thing, dict | list) or not thing:
        return value(random, names)
    if isinstance(thing, list):
        items = list(thing)
        at = random.randrange(len(items))
        steps: tuple[Callable[[], Any], ...] = (
            lambda: items.pop(at),
            lambda: items.append(items[at]),
            lambda: items.extend(items * random.choice((1, 8))),
            lambda: items.__setitem__(at, _changed(random, items[at], names)),
        )
        random.choice(steps)()
        return items
    fields = dict(thing)
    key = random.choice(list(fields))
    how = random.randrange(6)
    if how == 0:
        del fields[key]
    elif how == 1:
        fields[_name(random, names)] = fields[key]
    elif how == 2:
        fields[_name(random, names)] = value(random, names)
    elif how == 3:
        fields[key] = [fields[key]] * random.choice((1, 2, 9))
    else:
        fields[key] = _changed(random, fields[key], names)
    return fields
