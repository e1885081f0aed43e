"""The watermark, stamped into every frame: made once a segment, laid over a small part of each picture."""

from collections.abc import Callable

from laterna.catalog.request import VideoRequest
from laterna.media.coding import Frame

Stamp = Callable[[Frame], Frame]


def stamper(request: VideoRequest) -> Stamp:
    """What lays the request's watermark over a BGRA picture; without a watermark, what leaves pictures alone."""
    mark = request.watermark
    if mark is None or not mark.text:
        return _nothing
    # Loaded here because it needs Skia, whose absence is told of elsewhere.
    from laterna.media.watermark import blend, make_stamp

    stamp = make_stamp(mark.text, request.width, request.height, mark.position)

    def stamped(picture: Frame) -> Frame:
        # A film may hand out the array that it goes on drawing in.
        marked = picture.copy()
        blend(marked, stamp)
        return marked

    return stamped


def _nothing(picture: Frame) -> Frame:
    return picture
