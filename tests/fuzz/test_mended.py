"""Inputs that once broke something, each found by the fuzzer: now they are refused in words."""

import base64
from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from laterna.engines.animatic.scriptwriter import Unwritten, checked
from laterna.engines.guard import Outbound, OutboundRefused, checked_url
from laterna.errors import SettingError
from laterna.server import create_app
from laterna.settings import load_settings
from laterna.upstream.control import scenario_sent
from laterna.upstream.scenarios import parse_scenario
from laterna.wire.dashscope.uploads import decode_policy
from tests.api.asgi import asked
from tests.api.house import House, open_house

DEEP = "[" * 100_000


def test_a_policy_of_endless_brackets_is_none_of_ours() -> None:
    assert decode_policy(base64.b64encode(b'{"x":' + DEEP.encode()).decode()) is None


def test_a_storyboard_model_that_answers_endless_brackets_has_written_nothing() -> None:
    with pytest.raises(Unwritten):
        checked(DEEP, "A fox")


@pytest.mark.parametrize("url", ["http://xn--/", "http://@xn--:"])
def test_a_host_that_cannot_be_decoded_is_refused(url: str) -> None:
    with pytest.raises(OutboundRefused):
        checked_url(url, Outbound())


@pytest.mark.parametrize(
    ("name", "text"), [("ROUTES", "\udcff"), ("ROUTES", DEEP), ("WORKERS", "\udcff"), ("REGION", "\udcff")]
)
def test_an_environment_that_is_no_text_is_named(name: str, text: str) -> None:
    with pytest.raises(SettingError, match=name.lower()):
        load_settings(environ={f"LATERNA_{name}": text}, folder=Path("/nowhere"))


def test_toml_of_endless_brackets_is_refused(tmp_path: Path) -> None:
    (tmp_path / "laterna.toml").write_text(f"data = {DEEP}", encoding="utf-8")
    with pytest.raises(SettingError, match="is not TOML"):
        load_settings(environ={}, folder=tmp_path)
    with pytest.raises(SettingError, match="is not TOML"):
        parse_scenario(f"queue = {DEEP}")
    for body in (DEEP.encode(), b"\xff", b'"\xff"'):
        with pytest.raises(SettingError):
            scenario_sent(body)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with open_house(tmp_path / "data", dispatch=False) as opened:
        yield opened


async def test_webhooks_answer_bodies_that_nest_endlessly_and_times_before_all_time(house: House) -> None:
    made = await house.ask("POST", "/v1/laterna/webhooks", json={"url": "https://example.com/hook"})
    replay = f"/v1/laterna/webhooks/{made.body['id']}/replay"
    deep = await house.ask("POST", replay, data=b'{"x":' + DEEP.encode()[:60_000])
    assert (deep.status, deep.body["code"]) == (400, "invalid_json")
    early = await house.ask("POST", replay, json={"since": "0001-01-01T00:00:00+14:00"})
    assert (early.status, early.body["code"]) == (400, "invalid_parameter")


async def test_a_form_with_a_policy_of_endless_brackets_is_denied(house: House) -> None:
    policy = base64.b64encode(b'{"x":' + DEEP.encode()).decode()
    form = aiohttp.MultipartWriter("form-data")
    for name, text in (("policy", policy), ("key", "a"), ("Signature", "s")):
        form.append(text).set_content_disposition("form-data", name=name)
    reply = await house.ask("POST", "/uploads/oss", data=form)
    assert reply.status == 403


async def test_a_length_in_digits_of_another_alphabet_is_no_length(house: House) -> None:
    app = create_app(house.services)
    for length in (b"\xb2", b"9" * 30):
        headers = ((b"authorization", b"Bearer sk"), (b"content-length", length))
        status, _, _ = await asked(app, "POST", "/ent/v2/text2video", headers=headers, parts=(b"{}",))
        assert 400 <= status < 500
