"""The pictures that came with a request, decoded: where a film finds them."""

from msgspec import Struct


class Given(Struct, frozen=True):
    """Files of decoded pictures: NumPy arrays of shape (height, width, 4), RGBA, alpha not premultiplied.

    Paths; empty where there is none. `references` keep the order in which they were given.
    """

    first: str = ""
    last: str = ""
    references: tuple[str, ...] = ()

    @property
    def any(self) -> bool:
        """True when there is at least one picture."""
        return bool(self.first or self.last or self.references)
