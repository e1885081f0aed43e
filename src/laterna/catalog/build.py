"""From a model's flat table to its `ModelCard`: types checked, sizes and ranges read, limits laid out by mode."""

from typing import Annotated, get_args

import msgspec
from msgspec import Meta, Struct

from laterna.catalog.card import (
    FreeSize,
    Limits,
    ModelCard,
    OffPeak,
    Overflow,
    Rate,
    Sound,
    Substitution,
    Usage,
    Wire,
)
from laterna.catalog.parameters import CANONICAL
from laterna.catalog.ranges import parse_range
from laterna.catalog.request import Mode
from laterna.catalog.sizes import Size, parse_size
from laterna.catalog.tables import CardError, Source, Table, merge
from laterna.jsontypes import JSON

Natural = Annotated[int, Meta(ge=0)]
Positive = Annotated[int, Meta(ge=1)]

MODES: tuple[Mode, ...] = get_args(Mode)


class _Substitution(Struct, forbid_unknown_fields=True):
    size: str
    duration: Positive
    becomes: str


class _Limits(Struct, kw_only=True, forbid_unknown_fields=True):
    """Facts that may differ from mode to mode, as written."""

    sizes: str
    tiers: tuple[str, ...] = ()
    default_tier: str
    default_ratio: str = "16:9"
    ratios: tuple[str, ...] = ()
    durations: str
    default_duration: Positive
    durations_by_tier: dict[str, str] = {}
    tiers_by_duration: dict[str, tuple[str, ...]] = {}
    sound: Sound = "none"
    bgm: str = ""
    off_peak: OffPeak = "ignored"
    prompt_optional: bool = False
    picture_decides: bool = False
    references: Positive = 7
    rates: dict[str, int | Rate] = {}
    off_peak_rates: dict[str, int | Rate] = {}
    free_size: FreeSize | None = None
    substitutions: tuple[_Substitution, ...] = ()


class _Facts(Struct, kw_only=True, forbid_unknown_fields=True):
    """Facts of the whole model, as written."""

    wire: Wire
    family: str
    regions: tuple[str, ...] = ()
    takes: tuple[str, ...]
    without_effect: tuple[str, ...] = ()
    required: tuple[str, ...] = ("prompt",)
    prompt_limit: Positive
    prompt_overflow: Overflow
    negative_prompt_limit: Natural = 0
    prompt_extend_default: bool = False
    styles: tuple[str, ...] = ()
    shot_types: tuple[str, ...] = ()
    shot_type_needs_prompt_extend: bool = False
    numbers_as_text: bool = False
    seed_zero_is_random: bool = False
    fps: str
    default_fps: Natural = 0
    watermark_text: str
    url_life: Natural
    usage: Usage = "vidu"
    currency: str = "CNY"
    credit_price: Natural = 0
    submissions_per_second: Natural = 0
    tasks_at_once: Natural = 0
    messages: dict[str, str] = {}


_LIMIT_KEYS = frozenset(field.name for field in msgspec.structs.fields(_Limits))


def build_card(source: Source, name: str) -> ModelCard:
    """The card of one model. Raises CardError, which names the file and the key."""
    flat = source.flat(name)
    try:
        return _Builder(source, name).card(flat)
    except msgspec.ValidationError as error:
        raise CardError(source.file_of(name), f"models.{name}", str(error)) from error


class _Builder:
    def __init__(self, source: Source, name: str) -> None:
        self._source = source
        self._name = name

    def card(self, flat: Table) -> ModelCard:
        """Splits the table into the model's own facts and the limits of its modes."""
        shared = {key: value for key, value in flat.items() if key in _LIMIT_KEYS}
        own = {k: v for k, v in flat.items() if k not in _LIMIT_KEYS and k not in ("modes", "without_modes")}
        facts = msgspec.convert(own, _Facts)
        self._check_names("takes", facts.takes)
        self._check_names("without_effect", facts.without_effect)
        self._check_names("required", facts.required)
        takes = facts.takes
        self._require("shot_type" not in takes or bool(facts.shot_types), "shot_types", "is empty")
        self._require(
            "negative_prompt" not in takes or facts.negative_prompt_limit > 0, "negative_prompt_limit", "is 0"
        )
        fps = self._range("fps", facts.fps)
        default_fps = facts.default_fps or fps[0]
        self._require(default_fps in fps, "default_fps", f"{default_fps} is not among the fps")
        values = {key: value for key, value in msgspec.structs.asdict(facts).items() if key not in _REWORKED}
        return ModelCard(
            name=self._name,
            modes=self._modes(flat, shared),
            takes=frozenset(facts.takes),
            without_effect=frozenset(facts.without_effect),
            fps=fps,
            default_fps=default_fps,
            url_life=facts.url_life or None,
            messages={key: value for key, value in facts.messages.items() if value},
            **values,
        )

    def _modes(self, flat: Table, shared: Table) -> dict[Mode, Limits]:
        written, left_out = flat.get("modes", {"text": {}}), flat.get("without_modes", [])
        if not isinstance(written, dict) or not isinstance(left_out, list):
            raise self._error("modes", "is not a table, or without_modes is not a list")
        unknown = sorted({*written, *map(str, left_out)} - set(MODES))
        self._require(not unknown, "modes", f"{', '.join(unknown)}: the modes are {', '.join(MODES)}")
        tables = {mode: written[mode] for mode in MODES if mode in written and mode not in left_out}
        self._require(bool(tables), "modes", "is empty")
        return {mode: self._limits(f"modes.{mode}", shared, table) for mode, table in tables.items()}

    def _limits(self, key: str, shared: Table, table: JSON) -> Limits:
        if not isinstance(table, dict):
            raise self._error(key, "is not a table")
        written = msgspec.convert(merge(shared, table), _Limits)
        sizes = self._sizes(written)
        tiers = tuple(sizes)
        self._require(
            written.default_tier in tiers, f"{key}.default_tier", f"{written.default_tier} is no tier"
        )
        durations = self._range(f"{key}.durations", written.durations)
        self._require(
            written.default_duration in durations, f"{key}.default_duration", "is not among the durations"
        )
        ratios = tuple(dict.fromkeys(ratio for by_ratio in sizes.values() for ratio in by_ratio))
        self._require(
            written.default_ratio in ratios, f"{key}.default_ratio", f"{written.default_ratio} has no size"
        )
        return Limits(
            tiers=tiers,
            sizes=sizes,
            default_tier=written.default_tier,
            default_ratio=written.default_ratio,
            ratios=ratios,
            durations=durations,
            default_duration=written.default_duration,
            durations_by_tier=self._durations_by_tier(key, written, tiers),
            tiers_by_duration=self._tiers_by_duration(key, written, tiers, durations),
            sound=written.sound,
            bgm=self._range(f"{key}.bgm", written.bgm) if written.bgm else (),
            off_peak=written.off_peak,
            prompt_optional=written.prompt_optional,
            picture_decides=written.picture_decides,
            references=written.references,
            rates=self._rates(f"{key}.rates", written.rates, tiers),
            off_peak_rates=self._rates(f"{key}.off_peak_rates", written.off_peak_rates, ()),
            free_size=written.free_size,
            substitutions=tuple(self._substitution(key, one) for one in written.substitutions),
            by_size={size: (tier, ratio) for tier in sizes for ratio, size in sizes[tier].items()},
        )

    def _sizes(self, written: _Limits) -> dict[str, dict[str, Size]]:
        table = self._source.sizes.get(written.sizes)
        if table is None:
            raise self._error("sizes", f"there is no table sizes.{written.sizes}")
        sizes: dict[str, dict[str, Size]] = {}
        for tier in written.tiers or tuple(table):
            by_ratio = table.get(tier)
            if not isinstance(by_ratio, dict):
                raise self._error(f"sizes.{written.sizes}.{tier}", "is not a table of sizes")
            chosen = {
                ratio: text for ratio, text in by_ratio.items() if ratio in (written.ratios or by_ratio)
            }
            key = f"sizes.{written.sizes}.{tier}"
            sizes[tier] = {ratio: self._size(key, text) for ratio, text in chosen.items()}
        return sizes

    def _size(self, key: str, text: JSON) -> Size:
        size = parse_size(text) if isinstance(text, str) else None
        if size is None or size.width % 2 or size.height % 2 or 0 in (size.width, size.height):
            raise self._error(key, f"{text!r} is not W*H with even sides")
        return size

    def _durations_by_tier(
        self, key: str, written: _Limits, tiers: tuple[str, ...]
    ) -> dict[str, tuple[int, ...]]:
        key = f"{key}.durations_by_tier"
        offered = {tier: text for tier, text in written.durations_by_tier.items() if tier in tiers}
        return {tier: self._range(f"{key}.{tier}", text) for tier, text in offered.items()}

    def _tiers_by_duration(
        self, key: str, written: _Limits, tiers: tuple[str, ...], durations: tuple[int, ...]
    ) -> dict[int, tuple[str, ...]]:
        key = f"{key}.tiers_by_duration"
        found: dict[int, tuple[str, ...]] = {}
        for text, some in written.tiers_by_duration.items():
            self._require(
                bool(some) and set(some) <= set(tiers), f"{key}.{text}", "names a tier that is not offered"
            )
            found.update(dict.fromkeys(self._range(key, text), some))
        return {duration: some for duration, some in found.items() if duration in durations}

    def _rates(self, key: str, written: dict[str, int | Rate], tiers: tuple[str, ...]) -> dict[str, Rate]:
        missing = [tier for tier in tiers if written and tier not in written]
        self._require(not missing, key, f"has no rate for {', '.join(missing)}")
        return {tier: rate if isinstance(rate, Rate) else Rate(second=rate) for tier, rate in written.items()}

    def _substitution(self, key: str, written: _Substitution) -> Substitution:
        key = f"{key}.substitutions"
        return Substitution(self._size(key, written.size), written.duration, self._size(key, written.becomes))

    def _range(self, key: str, text: str) -> tuple[int, ...]:
        try:
            return parse_range(text)
        except ValueError as error:
            raise self._error(key, str(error)) from error

    def _check_names(self, key: str, names: tuple[str, ...]) -> None:
        unknown = [name for name in names if name not in CANONICAL]
        self._require(not unknown, key, f"{', '.join(unknown)}: the parameters are {', '.join(CANONICAL)}")

    def _require(self, condition: bool, key: str, problem: str) -> None:
        if not condition:
            raise self._error(key, problem)

    def _error(self, key: str, problem: str) -> CardError:
        return CardError(self._source.file_of(self._name), f"models.{self._name}.{key}", problem)


_REWORKED = frozenset({"takes", "without_effect", "fps", "default_fps", "url_life", "messages"})
