"""The model card: one catalogue entry, with everything that may be asked of a model and what it costs."""

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct

from laterna.catalog.request import Mode, VideoRequest
from laterna.catalog.sizes import Size

Wire = Literal["dashscope", "vidu", "generations", "openai", "any"]
Overflow = Literal["cut", "refuse"]
Sound = Literal["none", "off", "on"]
OffPeak = Literal["no", "ignored", "silent", "yes", "always"]
Usage = Literal["pixverse", "vidu", "wan25", "wan26"]

SEED_LIMIT = 2_147_483_647
"""Largest seed: contract dashscope 6, contract vidu 3.3."""


class Price(Struct, frozen=True):
    """What a clip costs, in millionths of `currency`."""

    amount_micro: int
    currency: str


class Rate(Struct, frozen=True, forbid_unknown_fields=True):
    """A price that grows with the length: `fixed` plus `second` for every second."""

    second: int
    fixed: int = 0

    def of(self, seconds: int) -> int:
        """The price of a clip of that many seconds."""
        return self.fixed + self.second * seconds


class FreeSize(Struct, frozen=True, forbid_unknown_fields=True):
    """Any size goes whose sides are even and lie between `least` and `most` pixels."""

    least: int
    most: int

    def takes(self, size: Size) -> bool:
        """Whether a clip may have this size."""
        return all(self.least <= side <= self.most and side % 2 == 0 for side in (size.width, size.height))

    def __str__(self) -> str:
        return f"W*H with even sides from {self.least} to {self.most}"


class Substitution(Struct, frozen=True, forbid_unknown_fields=True):
    """A published size that at one length really comes out as another one."""

    size: Size
    duration: int
    becomes: Size


class Limits(Struct, frozen=True, kw_only=True, eq=False):
    """What a model takes in one mode. Durations are whole seconds; keys of `sizes` are tiers, then aspect ratios."""

    tiers: tuple[str, ...]
    sizes: Mapping[str, Mapping[str, Size]]
    default_tier: str
    default_ratio: str
    ratios: tuple[str, ...]
    durations: tuple[int, ...]
    default_duration: int
    durations_by_tier: Mapping[str, tuple[int, ...]]
    tiers_by_duration: Mapping[int, tuple[str, ...]]
    sound: Sound
    """`none`: always silent; `off` and `on`: the default of the `audio` parameter."""
    bgm: tuple[int, ...]
    """Durations at which background music is really added; at others `bgm` is accepted and does nothing."""
    off_peak: OffPeak
    """`silent`: only without sound; `always`: the name itself means off-peak."""
    prompt_optional: bool
    picture_decides: bool
    """The given picture decides the shape; the request's aspect ratio is `auto` unless one is asked for."""
    references: int
    """How many reference images at most."""
    rates: Mapping[str, Rate]
    off_peak_rates: Mapping[str, Rate]
    free_size: FreeSize | None
    substitutions: tuple[Substitution, ...]
    by_size: Mapping[Size, tuple[str, str]]
    """Tier and aspect ratio of every published size."""

    def tiers_at(self, duration: int) -> tuple[str, ...]:
        """The tiers that a clip of this length may have."""
        return self.tiers_by_duration.get(duration, self.tiers)

    def tier_at(self, duration: int) -> str:
        """The tier of a clip of this length when none is asked for."""
        tiers = self.tiers_at(duration)
        return self.default_tier if self.default_tier in tiers else tiers[0]

    def durations_at(self, tier: str) -> tuple[int, ...]:
        """The lengths that a clip of this tier may have."""
        return self.durations_by_tier.get(tier, self.durations)


class ModelCard(Struct, frozen=True, kw_only=True, eq=False):
    """One model. `modes` holds the limits of each way to ask for a clip, in the order text, image, frames, reference.

    Numbers are whole: prompt limits in characters, `url_life` in seconds (None: never expires), money in millionths.
    """

    name: str
    wire: Wire
    family: str
    regions: tuple[str, ...]
    modes: Mapping[Mode, Limits]
    takes: frozenset[str]
    """Canonical names of the parameters that are read; all others are ignored."""
    without_effect: frozenset[str]
    """Parameters whose value is checked and then not used."""
    required: tuple[str, ...]
    """Canonical names that must be given (`prompt` only in modes where it is not optional)."""
    prompt_limit: int
    prompt_overflow: Overflow
    negative_prompt_limit: int
    prompt_extend_default: bool
    styles: tuple[str, ...]
    """Allowed styles, the default first; empty with `style` taken means any word."""
    shot_types: tuple[str, ...]
    shot_type_needs_prompt_extend: bool
    numbers_as_text: bool
    """Whether `"5"` counts as 5, as Vidu's own sample sends it; DashScope takes JSON numbers only."""
    seed_zero_is_random: bool
    fps: tuple[int, ...]
    default_fps: int
    watermark_text: str
    url_life: int | None
    usage: Usage
    currency: str
    credit_price: int
    """What one credit costs, in millionths of `currency`; 0 when the rates are money themselves."""
    submissions_per_second: int
    tasks_at_once: int
    """Both are the real service's limits, for information; 0 is unknown."""
    messages: Mapping[str, str]
    """The real service's own words for a bad value of a parameter, where they are known."""

    def credits_of(self, request: VideoRequest) -> int | None:
        """What the clip costs in credits; None for a model that is not charged in credits."""
        return self._units(request) if self.credit_price else None

    def price_of(self, request: VideoRequest) -> Price:
        """What the clip costs. A model without rates costs nothing."""
        return Price(self._units(request) * (self.credit_price or 1), self.currency)

    def price_at(self, request: VideoRequest, second: int | None) -> Price:
        """What the clip costs where a second costs `second` millionths; None stands for `price_of`."""
        own = self.price_of(request)
        return own if second is None else Price(second * request.duration, own.currency)

    def _units(self, request: VideoRequest) -> int:
        limits = self.modes.get(request.mode) or next(iter(self.modes.values()))
        rate = limits.rates.get(request.tier)
        if rate is None:
            return 0
        if not request.off_peak:
            return rate.of(request.duration)
        cheap = limits.off_peak_rates.get(request.tier)
        return cheap.of(request.duration) if cheap else -(-rate.of(request.duration) // 2)
