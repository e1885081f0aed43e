"""The settings `upstreams` and `routes`: remote services with the owner's keys, and which models go where."""

import hashlib
import os
import re
from collections.abc import Mapping
from decimal import Decimal
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from msgspec import Meta, Struct

from laterna.errors import bad_setting

WireName = Literal["dashscope", "vidu", "generations", "openai"]

DEFAULT_URLS: dict[tuple[str, str], str] = {
    ("dashscope", ""): "https://dashscope.aliyuncs.com",
    ("dashscope", "cn-beijing"): "https://dashscope.aliyuncs.com",
    ("dashscope", "ap-southeast-1"): "https://dashscope-intl.aliyuncs.com",
    ("dashscope", "us-east-1"): "https://dashscope-us.aliyuncs.com",
    ("vidu", ""): "https://api.vidu.cn",
    ("vidu", "cn"): "https://api.vidu.cn",
    ("vidu", "global"): "https://api.vidu.com",
}
"""Where a wire's own cloud is, by region (contract dashscope 1.1, contract vidu 1)."""

_BASE_PATHS = ("/api/v1", "/ent/v2", "/v1")
_FROM_ENVIRONMENT = "env:"
_AMOUNT = re.compile(r"\d{1,9}(\.\d{1,6})?")


class Key(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One key of an upstream; of several, each gets tasks in proportion to its weight."""

    key: Annotated[str, Meta(description="The key, or `env:NAME` to read it from the environment.")]
    weight: Annotated[int, Meta(ge=1, le=1_000, description="Share of the tasks that it gets.")] = 1

    @property
    def secret(self) -> str:
        """The key itself; empty when the environment does not have it."""
        if self.key.startswith(_FROM_ENVIRONMENT):
            return os.environ.get(self.key.removeprefix(_FROM_ENVIRONMENT), "")
        return self.key

    @property
    def fingerprint(self) -> str:
        """What is written down in place of the key: tasks are asked for with the key that made them."""
        return hashlib.sha256(self.secret.encode()).hexdigest()[:12]


class Upstream(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A remote service that tasks are handed to."""

    name: Annotated[str, Meta(description="What routes and messages call it.")]
    wire: Annotated[WireName, Meta(description="Which API it speaks.")]
    url: Annotated[
        str, Meta(description="Its root, such as `http://10.0.0.5:8000`; empty means the wire's own cloud.")
    ] = ""
    region: Annotated[
        str,
        Meta(
            description="`cn-beijing`, `ap-southeast-1` or `us-east-1` of DashScope, `cn` or `global` of Vidu, "
            "where no URL is given."
        ),
    ] = ""
    server: Annotated[
        Literal["", "laterna", "vllm-omni", "sglang", "fastvideo", "new-api"],
        Meta(description="Which program it is, where the wire has dialects."),
    ] = ""
    keys: Annotated[
        tuple[str | Key, ...],
        Meta(description="The owner's keys: texts, `env:NAME`, or tables with `key` and `weight`."),
    ] = ()
    creates_per_second: Annotated[
        float, Meta(ge=0, description="How many tasks a second may be handed to it; 0 is no limit.")
    ] = 0
    queries_per_second: Annotated[
        float, Meta(gt=0, le=10_000, description="How often a second it may be asked how its tasks are.")
    ] = 20
    lists_per_second: Annotated[
        float,
        Meta(
            ge=0,
            le=10_000,
            description="How often a second its list may be asked for, where it counts lists apart from queries; "
            "0: both share `queries_per_second`.",
        ),
    ] = 0
    tasks_at_once: Annotated[
        int, Meta(ge=0, description="How many of its tasks may be unfinished; 0 is no limit.")
    ] = 0
    timeout: Annotated[
        float, Meta(gt=0, le=3_600, description="Seconds after which the answer to a call counts as lost.")
    ] = 60
    certain_after: Annotated[
        float,
        Meta(
            ge=0,
            le=86_400,
            description="Seconds after which a create whose answer was lost shows in its list, if it was taken.",
        ),
    ] = 60
    ca_file: Annotated[
        str, Meta(description="Certificates to trust besides the system's, as a PEM file.")
    ] = ""

    @property
    def root(self) -> str:
        """Its root URL without a slash at the end, and without a wire's base path."""
        root = (self.url or DEFAULT_URLS.get((self.wire, self.region), "")).rstrip("/")
        for path in _BASE_PATHS:
            root = root.removesuffix(path)
        return root

    @property
    def every_key(self) -> tuple[Key, ...]:
        """Its keys; one empty key where it wants none."""
        found = tuple(Key(key=each) if isinstance(each, str) else each for each in self.keys)
        return found or (Key(key=""),)


class Route(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Models whose names match go to an upstream, or to an engine of this server."""

    models: Annotated[
        str, Meta(description="Names of models; `*` and `?` stand for any text and any character.")
    ]
    upstream: Annotated[str, Meta(description="The name of the upstream that they go to.")] = ""
    engine: Annotated[str, Meta(description="Or the engine, such as `animatic`.")] = ""
    model: Annotated[
        str, Meta(description="What the upstream calls the model; empty means the same name.")
    ] = ""
    price_per_second: Annotated[
        str,
        Meta(
            description="What the caller pays for a second, in the model's currency, in place of the card's price."
        ),
    ] = ""

    @property
    def price_micro(self) -> int | None:
        """The price of a second in millionths, or None for the card's own."""
        return int(Decimal(self.price_per_second) * 1_000_000) if self.price_per_second else None

    def takes(self, model: str) -> bool:
        """Whether the model's name matches."""
        return fnmatchcase(model, self.models)


def check_routing(
    upstreams: tuple[Upstream, ...], routes: tuple[Route, ...], engines: frozenset[str]
) -> None:
    """Raises SettingError, which names the first value that is not allowed."""
    names: set[str] = set()
    for number, upstream in enumerate(upstreams):
        _check_upstream(f"upstreams[{number}]", upstream, names)
        names.add(upstream.name)
    for number, route in enumerate(routes):
        _check_route(f"routes[{number}]", route, names, engines)


def _check_upstream(place: str, upstream: Upstream, taken: set[str]) -> None:
    if not upstream.name or upstream.name in taken:
        raise bad_setting(f"{place}.name", upstream.name, "a name that no other upstream has")
    if not upstream.root.startswith(("http://", "https://")):
        regions = [region for wire, region in DEFAULT_URLS if wire == upstream.wire and region]
        if upstream.region and regions and not upstream.url:
            raise bad_setting(f"{place}.region", upstream.region, ", ".join(regions))
        raise bad_setting(f"{place}.url", upstream.url, "a URL such as http://10.0.0.5:8000")
    for key in upstream.every_key:
        if key.key and not key.secret:
            raise bad_setting(f"{place}.keys", key.key, "a key, or `env:` and a variable that is set")


def _check_route(place: str, route: Route, upstreams: set[str], engines: frozenset[str]) -> None:
    if not route.models:
        raise bad_setting(f"{place}.models", "", "the name of a model, or a pattern such as wan*")
    if bool(route.upstream) == bool(route.engine):
        raise bad_setting(f"{place}.upstream", route.upstream, "an upstream or an engine, one of the two")
    if route.upstream and route.upstream not in upstreams:
        known = ", ".join(sorted(upstreams)) or "an upstream of these settings"
        raise bad_setting(f"{place}.upstream", route.upstream, known)
    if route.engine and route.engine not in engines:
        raise bad_setting(f"{place}.engine", route.engine, ", ".join(sorted(engines)))
    if route.price_per_second and not _AMOUNT.fullmatch(route.price_per_second):
        raise bad_setting(f"{place}.price_per_second", route.price_per_second, "an amount such as 0.60")


class Plan(Struct, frozen=True):
    """Where the tasks of one model go: upstreams in order, then an engine of this server, or none.

    `engine_price` is the price of a second by that engine in millionths, or None for the card's own.
    """

    upstreams: tuple[Route, ...] = ()
    engine: str = ""
    engine_price: int | None = None

    @property
    def prices(self) -> tuple[int | None, ...]:
        """The prices of a second in millionths, None for the card's own: of all who may make a clip, in order."""
        return (
            *(route.price_micro for route in self.upstreams),
            *((self.engine_price,) if self.engine else ()),
        )


class Routes(Struct, frozen=True):
    """The routes in order; a model that none takes goes to `default`. An engine ends the list for its models."""

    routes: tuple[Route, ...] = ()
    default: str = "animatic"

    def plan_of(self, model: str) -> Plan:
        """Where the tasks of a model go."""
        upstreams: list[Route] = []
        for route in self.routes:
            if not route.takes(model):
                continue
            if route.engine:
                return Plan(tuple(upstreams), route.engine, route.price_micro)
            upstreams.append(route)
        return Plan(tuple(upstreams)) if upstreams else Plan((), self.default)


def by_name(upstreams: tuple[Upstream, ...]) -> Mapping[str, Upstream]:
    """The upstreams by their names."""
    return {upstream.name: upstream for upstream in upstreams}
