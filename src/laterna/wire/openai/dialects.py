"""What the servers that speak `/v1/videos` take, and how they want it (contract openai-videos 1, 3, 5).

| dialect | body | frames and seed | sound | pictures | list | stops a job |
|---|---|---|---|---|---|---|
| "" and "laterna" | JSON | sent | `audio` | first, last, references | yes | "laterna" |
| "openai" | JSON | unknown there, not sent | always there | first | yes | no: finished jobs only (5.3) |
| "vllm-omni" | multipart only (1) | sent | `generate_sound` (3.3) | first | yes | yes (5.3) |
| "sglang", "fastvideo" | JSON | sent | never there | first | yes | no (5.3) |
| "new-api" | JSON, extras in `metadata` | sent | `audio` | first, last, references as `images` | no (1) | no |
"""

from typing import Literal

from msgspec import Struct

from laterna.catalog.parameters import CANONICAL
from laterna.errors import SettingError

_BASIC = frozenset({"prompt", "size", "resolution", "duration", "image"})
_INFERENCE = _BASIC | {"negative_prompt", "seed", "fps"}
_ALL = frozenset(CANONICAL)


class Dialect(Struct, frozen=True, kw_only=True):
    """One server's way with `/v1/videos`; `says` are the canonical names of what it can be asked for."""

    says: frozenset[str] = _ALL
    multipart: bool = False
    counts_frames: bool = True
    """`num_frames`, `fps` and `seed` are sent with every job."""
    seconds_as_text: bool = True
    lengths: tuple[int, ...] = ()
    """The only lengths that the service takes, in seconds (3.1); empty for any."""
    sound: Literal["said", "never", "always"] = "said"
    sound_key: str = "audio"
    pictures: Literal["input_reference", "image_url", "image_reference", "images"] = "input_reference"
    """How the first frame is given: a URL, `{"image_url": …}`, JSON text of that, or a list with the others."""
    extras: str = ""
    """The object that holds what is not among OpenAI's own fields; empty for the top level."""
    lists: bool = True
    cancels: bool = False
    calls_back: bool = False
    frees: bool = False
    """Nobody is charged by this server, so a job that was stopped costs nothing."""


DIALECTS: dict[str, Dialect] = {
    "": Dialect(),
    "laterna": Dialect(cancels=True, calls_back=True),
    "openai": Dialect(
        says=_BASIC, counts_frames=False, lengths=(4, 8, 12, 16, 20), sound="always", pictures="image_url"
    ),
    "vllm-omni": Dialect(
        says=_INFERENCE | {"audio"},
        multipart=True,
        sound_key="generate_sound",
        pictures="image_reference",
        cancels=True,
        frees=True,
    ),
    "sglang": Dialect(says=_INFERENCE, seconds_as_text=False, sound="never"),
    "fastvideo": Dialect(says=_INFERENCE, seconds_as_text=False, sound="never"),
    "new-api": Dialect(pictures="images", extras="metadata", lists=False),
}


def dialect_of(server: str) -> Dialect:
    """The dialect by its name in the settings. Raises SettingError for a name that there is none for."""
    dialect = DIALECTS.get(server)
    if dialect is None:
        names = ", ".join(repr(name) for name in DIALECTS)
        raise SettingError(
            f"server is {server!r}; allowed: {names}.", field="server", value=server, allowed=names
        )
    return dialect
