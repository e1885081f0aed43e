"""What came with a request, decoded: where a film finds the pictures, and how loud the audio is."""

from msgspec import Struct


class Given(Struct, frozen=True):
    """Files of decoded pictures: NumPy arrays of shape (height, width, 4), RGBA, alpha not premultiplied.

    Paths; empty where there is none. `references` keep the order in which they were given. `levels` has a byte for
    each frame of the clip: how loud the caller's audio is in it, 0 silent to 255 at its loudest; empty without audio.
    """

    first: str = ""
    last: str = ""
    references: tuple[str, ...] = ()
    levels: bytes = b""

    @property
    def any(self) -> bool:
        """True when there is at least one picture."""
        return bool(self.first or self.last or self.references)
