"""Picture sizes and how they are written."""

import math
import re

from msgspec import Struct

from laterna.catalog.request import VideoRequest

_SIZE = re.compile(r"\s*(\d{1,6})\s*[*xX×]\s*(\d{1,6})\s*", re.ASCII)


class Size(Struct, frozen=True, order=True):
    """Width and height in pixels."""

    width: int
    height: int

    @property
    def ratio(self) -> str:
        """The aspect ratio in lowest terms, such as `16:9`."""
        divisor = math.gcd(self.width, self.height) or 1
        return f"{self.width // divisor}:{self.height // divisor}"

    def text(self, separator: str = "*") -> str:
        """The size as text: `1280*720`, or `1280x720` with the separator `x`."""
        return f"{self.width}{separator}{self.height}"


def parse_size(text: str) -> Size | None:
    """Reads `1280*720` or `1280x720`; None when the text is neither."""
    match = _SIZE.fullmatch(text)
    return Size(int(match[1]), int(match[2])) if match else None


def size_text(request: VideoRequest, separator: str = "*") -> str:
    """The size of a request as a wire writes it: `size_text(request, "*")` gives `1280*720`."""
    return Size(request.width, request.height).text(separator)
