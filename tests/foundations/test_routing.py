"""Upstreams and routes in the settings: what they say, and what is refused."""

from pathlib import Path

import pytest

from laterna.errors import SettingError
from laterna.routing import Plan, Route, Routes, Upstream
from laterna.settings import load_settings

FILE = """
[[upstreams]]
name = "bailian"
wire = "dashscope"
keys = ["env:BAILIAN_KEY", { key = "sk-2", weight = 3 }]
tasks_at_once = 5

[[upstreams]]
name = "house"
wire = "openai"
url = "http://127.0.0.1:8091/v1/"
server = "vllm-omni"

[[routes]]
models = "viduq3t-720p"
upstream = "bailian"
model = "vidu/viduq3-turbo_text2video"
price_per_second = "0.60"

[[routes]]
models = "viduq3t-*"
upstream = "house"

[[routes]]
models = "viduq3*"
engine = "animatic"
"""


def test_a_file_names_upstreams_keys_and_routes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BAILIAN_KEY", "sk-from-outside")
    (tmp_path / "laterna.toml").write_text(FILE)
    settings = load_settings(environ={}, folder=tmp_path)
    cloud, house = settings.upstreams
    assert cloud.root == "https://dashscope.aliyuncs.com"
    assert [(key.secret, key.weight) for key in cloud.every_key] == [("sk-from-outside", 1), ("sk-2", 3)]
    assert (house.root, [key.secret for key in house.every_key]) == ("http://127.0.0.1:8091", [""])
    plan = settings.routing.plan_of("viduq3t-720p")
    assert [route.upstream for route in plan.upstreams] == ["bailian", "house"]
    assert (plan.engine, plan.prices) == ("animatic", (600_000, None, None))
    assert settings.routing.plan_of("viduq3p-720p") == Plan((), "animatic")
    assert settings.routing.plan_of("wan2.6-t2v") == Plan((), "animatic")


def test_a_model_with_upstreams_alone_is_not_drawn_instead() -> None:
    routes = Routes((Route(models="*", upstream="cloud"),))
    assert routes.plan_of("anything").engine == ""


def test_a_fingerprint_does_not_show_the_key() -> None:
    key = Upstream(name="a", wire="vidu", keys=("sk-secret",)).every_key[0]
    assert "secret" not in key.fingerprint
    assert len(key.fingerprint) == 12


def test_upstreams_can_be_given_as_json_in_the_environment(tmp_path: Path) -> None:
    text = '[{"name": "a", "wire": "vidu", "region": "global"}]'
    settings = load_settings(environ={"LATERNA_UPSTREAMS": text}, folder=tmp_path)
    assert settings.upstreams[0].root == "https://api.vidu.com"


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('[[upstreams]]\nname = "a"\nwire = "fax"', "upstreams[0].wire"),
        ('[[upstreams]]\nname = "a"\nwire = "openai"', "upstreams[0].url"),
        ('[[upstreams]]\nname = "a"\nwire = "vidu"\nregion = "moon"', "upstreams[0].region"),
        ('[[upstreams]]\nname = "a"\nwire = "vidu"\nkeys = ["env:NOT_SET_ANYWHERE"]', "upstreams[0].keys"),
        (
            '[[upstreams]]\nname = "a"\nwire = "vidu"\n[[upstreams]]\nname = "a"\nwire = "vidu"',
            "upstreams[1].name",
        ),
        ('[[upstreams]]\nname = "a"\nwire = "vidu"\nspeed = 3', "upstreams[0]"),
        ('[[routes]]\nmodels = "x"\nupstream = "nobody"', "routes[0].upstream"),
        ('[[routes]]\nmodels = "x"', "routes[0].upstream"),
        ('[[routes]]\nmodels = "x"\nengine = "steam"', "routes[0].engine"),
        (
            '[[routes]]\nmodels = "x"\nengine = "animatic"\nprice_per_second = "free"',
            "routes[0].price_per_second",
        ),
    ],
)
def test_a_wrong_value_is_named_with_its_place(tmp_path: Path, text: str, field: str) -> None:
    (tmp_path / "laterna.toml").write_text(text)
    with pytest.raises(SettingError) as caught:
        load_settings(environ={}, folder=tmp_path)
    assert caught.value.field == field
    assert field in caught.value.message
