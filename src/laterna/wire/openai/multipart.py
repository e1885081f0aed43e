"""Writing a form: `multipart/form-data` as servers take it that read nothing else (contract openai-videos 3.2)."""

import hashlib
from collections.abc import Iterable

import msgspec

from laterna.jsontypes import JSON


def encode_form(fields: Iterable[tuple[str, JSON]]) -> tuple[str, bytes]:
    """The content type and the body. Numbers and booleans become text, objects and lists JSON text.

    The boundary follows from the content, so that the same fields are the same bytes, and occurs nowhere in it.
    """
    parts = [(name, _text(value).encode()) for name, value in fields]
    content = b"\n".join(name.encode() + b"=" + text for name, text in parts)
    boundary = f"laterna-{hashlib.sha256(content).hexdigest()[:40]}"
    lines: list[bytes] = []
    for name, text in parts:
        head = f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'
        lines += [head.encode(), text, b"\r\n"]
    lines.append(f"--{boundary}--\r\n".encode())
    return f"multipart/form-data; boundary={boundary}", b"".join(lines)


def _text(value: JSON) -> str:
    return value if isinstance(value, str) else msgspec.json.encode(value).decode()
