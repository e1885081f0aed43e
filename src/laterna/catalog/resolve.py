"""From raw parameters to a `VideoRequest`, by the rules of a model card."""

from collections.abc import Callable

from laterna.catalog.card import SEED_LIMIT, Limits, ModelCard
from laterna.catalog.modes import read_mode
from laterna.catalog.parameters import Parameters, Reader
from laterna.catalog.ranges import range_text
from laterna.catalog.request import Inputs, Mode, VideoRequest, Watermark
from laterna.catalog.shape import Shape, read_shape
from laterna.errors import ParameterError

MOVEMENTS = ("auto", "small", "medium", "large")
AUDIO_SCHEMES = ("http://", "https://", "oss://", "data:", "asset:")


def resolve(
    card: ModelCard, parameters: Parameters, seed: Callable[[], int], *, mode: Mode | None = None
) -> VideoRequest:
    """Decides everything about a clip.

    `parameters` are JSON values by canonical name; what the card does not take is ignored. `seed` draws a number in
    0..2147483647 and is called only when none is given. `mode` is for doors whose path says it; otherwise the
    images that are given decide. Raises ParameterError, which names field, value and what is allowed.
    """
    request, problem = resolve_leniently(card, parameters, seed, mode=mode)
    if problem is not None:
        raise problem
    return request


def resolve_leniently(
    card: ModelCard, parameters: Parameters, seed: Callable[[], int], *, mode: Mode | None = None
) -> tuple[VideoRequest, ParameterError | None]:
    """As `resolve`, but every bad value is replaced by its default; the first error comes along."""
    reader = Reader(card, parameters)
    chosen = read_mode(reader, mode)
    limits = card.modes[chosen]
    prompt = _prompt(reader, limits)
    for field in card.required:
        if field != "prompt" and reader.raw(field) is None:
            reader.miss(field)
    shape = read_shape(reader, limits)
    inputs = _inputs(reader, chosen, limits)
    audio = bool(inputs.audio) or _audio(reader, limits)
    prompt_extend = reader.flag("prompt_extend", card.prompt_extend_default)
    request = VideoRequest(
        model=card.name,
        family=card.family,
        prompt=prompt,
        negative_prompt=reader.text("negative_prompt")[: card.negative_prompt_limit],
        width=shape.size.width,
        height=shape.size.height,
        tier=shape.tier,
        aspect_ratio=shape.ratio,
        duration=shape.duration,
        fps=reader.integer("fps", card.fps.__contains__, range_text(card.fps), card.default_fps),
        seed=_seed(reader, seed),
        mode=chosen,
        audio=audio,
        bgm=_bgm(reader, limits, shape),
        watermark=_watermark(reader),
        style=_style(reader),
        movement_amplitude=_movement(reader),
        shot_type=_shot_type(reader, prompt_extend),
        prompt_extend=prompt_extend,
        off_peak=_off_peak(reader, limits, audio),
        inputs=inputs,
    )
    return request, reader.problems[0] if reader.problems else None


def _prompt(reader: Reader, limits: Limits) -> str:
    value, prompt = reader.raw("prompt"), reader.text("prompt")
    blank = value is None or (isinstance(value, str) and not value.strip())
    if blank and not limits.prompt_optional:
        reader.miss("prompt")
    limit = reader.card.prompt_limit
    if len(prompt) > limit and reader.card.prompt_overflow == "refuse":
        reader.refuse("prompt", prompt, f"at most {limit} characters", f", not {len(prompt)}")
    return prompt[:limit]


def _inputs(reader: Reader, mode: Mode, limits: Limits) -> Inputs:
    audio = reader.text("audio_url", "a URL")
    if audio and not audio.startswith(AUDIO_SCHEMES):
        reader.refuse("audio_url", audio, "a URL that begins with http://, https:// or oss://")
        audio = ""
    return Inputs(
        first_frame=reader.text("image") if mode in ("image", "frames") else "",
        last_frame=reader.text("last_image") if mode == "frames" else "",
        references=reader.texts("reference_images", limits.references) if mode == "reference" else (),
        audio=audio,
    )


def _audio(reader: Reader, limits: Limits) -> bool:
    if reader.raw("audio_url") is not None:
        return False
    return reader.flag("audio", limits.sound == "on") and limits.sound != "none"


def _seed(reader: Reader, draw: Callable[[], int]) -> int:
    asked = reader.integer("seed", lambda value: 0 <= value <= SEED_LIMIT, f"0 to {SEED_LIMIT}", None)
    if asked is None or (asked == 0 and reader.card.seed_zero_is_random):
        # A drawn 0 would mean "random" again to whoever sends it back to repeat a clip.
        return draw() & SEED_LIMIT or 1
    return asked


def _bgm(reader: Reader, limits: Limits, shape: Shape) -> bool:
    return reader.flag("bgm", False) and shape.duration in limits.bgm


def _watermark(reader: Reader) -> Watermark | None:
    position = reader.integer("watermark_position", range(1, 5).__contains__, range_text((1, 2, 3, 4)), 3)
    return Watermark(reader.card.watermark_text, position) if reader.flag("watermark", False) else None


def _style(reader: Reader) -> str:
    styles = reader.card.styles
    if not styles:
        return reader.text("style")
    word = reader.word("style", styles, styles[0])
    return word if _counts(reader, "style") else ""


def _movement(reader: Reader) -> str:
    word = reader.word("movement_amplitude", MOVEMENTS, MOVEMENTS[0])
    return word if _counts(reader, "movement_amplitude") else MOVEMENTS[0]


def _counts(reader: Reader, field: str) -> bool:
    return field in reader.card.takes and field not in reader.card.without_effect


def _shot_type(reader: Reader, prompt_extend: bool) -> str:
    word = reader.word("shot_type", reader.card.shot_types, "single")
    return word if prompt_extend or not reader.card.shot_type_needs_prompt_extend else "single"


def _off_peak(reader: Reader, limits: Limits, audio: bool) -> bool:
    asked = reader.flag("off_peak", False)
    if limits.off_peak in ("ignored", "always"):
        return limits.off_peak == "always"
    if asked and limits.off_peak == "no":
        reader.refuse("off_peak", True, "false")
    elif asked and limits.off_peak == "silent" and audio:
        reader.refuse("off_peak", True, "false", " with sound")
    else:
        return asked
    return False
