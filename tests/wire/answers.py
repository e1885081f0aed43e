"""Answers of upstreams as their contracts have them, for the tests of client faces."""

import json
from typing import Any

from laterna.wire.client import Answer, ClientFace
from laterna.wire.faces import client_face
from tests.wire.builders import CATALOG

VIDU_ID = "911088422699962368"
DASH_ID = "0f9b6c1e-52d7-4f0a-8a55-3d1c7e9b2a64"
URL = "https://files.example.com/v.mp4?sig=abc"


def face(wire: str, server: str = "") -> ClientFace:
    return client_face(wire, server, CATALOG)


def answer(body: Any, status: int = 200) -> Answer:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return Answer(status, raw)


def dash_error(code: str, message: str = "Something.") -> dict[str, str]:
    return {"code": code, "message": message, "request_id": "9a0d4e63-7b12-95c8-b0f4-2e61d8a7c350"}


def vidu_error(reason: str, status: int = 400, message: str = "something") -> dict[str, Any]:
    return {"code": status, "reason": reason, "message": message, "metadata": {"trace_id": "04e5"}}


def openai_error(code: str | None, message: str = "Something.", kind: str = "invalid_request_error") -> Any:
    return {"error": {"message": message, "type": kind, "param": None, "code": code}}


NEW_API_REFUSAL = {"code": "invalid_request", "message": "prompt is required", "data": None}

S1 = {
    "id": "task_1", "task_id": "task_1", "object": "video.generation.job", "model": "viduq3p-540p",
    "status": "completed", "progress": 100, "created_at": 1774507626, "prompt": "A shot", "error": None,
    "video_url": URL, "result": {"outputs": [URL], "video_url": URL},
}  # fmt: skip


def vidu(state: str, **facts: Any) -> dict[str, Any]:
    creations = [{"id": "1", "url": URL, "cover_url": URL, "watermarked_url": URL + "&marked"}]
    base = {"id": VIDU_ID, "state": state, "err_code": "", "credits": 80, "payload": "lat-1", "bgm": False}
    return {**base, "creations": creations if state == "success" else [], **facts}
