"""Sizes in pixels for models that are asked by resolution and aspect ratio."""

from laterna.catalog.card import ModelCard
from laterna.catalog.parameters import Parameters, show
from laterna.catalog.shape import nearest_ratio
from laterna.catalog.sizes import parse_size
from laterna.errors import ParameterError


def fit_size(card: ModelCard, parameters: Parameters) -> Parameters:
    """The parameters with `size` put as `resolution` and `aspect_ratio` where the model takes no size.

    The tier is the nearest by its short side, the ratio the nearest by proportion (contract openai-videos 3.4);
    what is given beside `size` stays as it is. Raises ParameterError for a size that cannot be read.
    """
    value = parameters.get("size")
    if value is None or "size" in card.takes:
        return parameters
    size = parse_size(value) if isinstance(value, str) else None
    if size is None or not (size.width and size.height):
        raise ParameterError(
            f"size is {show(value)}; allowed: WIDTHxHEIGHT in pixels, such as 1280x720",
            field="size",
            value=value,
            allowed="WIDTHxHEIGHT in pixels",
        )
    limits = next(iter(card.modes.values()))
    short = min(size.width, size.height)
    tier = min(limits.tiers, key=lambda name: abs(int(name.rstrip("pP")) - short))
    fitted = {"resolution": tier, "aspect_ratio": nearest_ratio(limits.sizes[tier], size)}
    return {
        **fitted,
        **{name: given for name, given in parameters.items() if given is not None and name != "size"},
    }
