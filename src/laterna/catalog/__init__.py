"""What may be asked for: model cards and the way from raw parameters to a `VideoRequest`."""

from laterna.catalog.card import Limits, ModelCard, Price
from laterna.catalog.catalog import Catalog
from laterna.catalog.parameters import Parameters
from laterna.catalog.request import Inputs, Mode, VideoRequest, Watermark
from laterna.catalog.resolve import resolve, resolve_leniently
from laterna.catalog.sizes import size_text

__all__ = [
    "Catalog",
    "Inputs",
    "Limits",
    "Mode",
    "ModelCard",
    "Parameters",
    "Price",
    "VideoRequest",
    "Watermark",
    "resolve",
    "resolve_leniently",
    "size_text",
]
