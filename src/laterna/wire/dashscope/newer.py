"""Models of DashScope that are asked by resolution and ratio, and take no size (contract dashscope 10).

The catalogue has no cards for them. What their names stand for in pixels is published for Wan 2.7; of the others only
the sizes that every service agrees on are taken.
"""

from laterna.catalog import Size

_TWO_SIDES = {
    Size(1280, 720): ("720P", "16:9"),
    Size(720, 1280): ("720P", "9:16"),
    Size(1920, 1080): ("1080P", "16:9"),
    Size(1080, 1920): ("1080P", "9:16"),
}
_WAN_27 = {
    **_TWO_SIDES,
    Size(960, 960): ("720P", "1:1"),
    Size(1104, 832): ("720P", "4:3"),
    Size(832, 1104): ("720P", "3:4"),
    Size(1440, 1440): ("1080P", "1:1"),
    Size(1648, 1248): ("1080P", "4:3"),
    Size(1248, 1648): ("1080P", "3:4"),
}
_SIZES = {"wan2.7-": _WAN_27, "wan3.0-": _TWO_SIDES, "happyhorse-": _TWO_SIDES}


def asked_by_ratio(model: str) -> bool:
    """Whether the model takes `resolution` and `ratio` where others take `size`."""
    return model.startswith(tuple(_SIZES))


def resolution_and_ratio(model: str, size: Size) -> tuple[str, str] | None:
    """What such a model calls a size, or None when it has no name for it."""
    sizes = next((sizes for start, sizes in _SIZES.items() if model.startswith(start)), {})
    return sizes.get(size)
