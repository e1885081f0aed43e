"""What may be asked for: model cards and the way from raw parameters to a `VideoRequest`."""

from laterna.catalog.adapt import adapted
from laterna.catalog.card import Limits, ModelCard, Price
from laterna.catalog.catalog import Catalog
from laterna.catalog.parameters import Parameters
from laterna.catalog.request import Inputs, Mode, VideoRequest, Watermark
from laterna.catalog.resolve import resolve, resolve_leniently
from laterna.catalog.shape import follow_picture
from laterna.catalog.sizes import Size, size_text
from laterna.catalog.tables import CardError

__all__ = [
    "CardError",
    "Catalog",
    "Inputs",
    "Limits",
    "Mode",
    "ModelCard",
    "Parameters",
    "Price",
    "Size",
    "VideoRequest",
    "Watermark",
    "adapted",
    "follow_picture",
    "resolve",
    "resolve_leniently",
    "size_text",
]
