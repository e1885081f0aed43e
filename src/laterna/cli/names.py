"""File names made from prompts."""

import re
from pathlib import Path

_LONGEST = 60  # characters; a name may have 255 bytes, a Chinese character takes three
_SPLIT = re.compile(r"[^\w]+")


def name_for(prompt: str) -> str:
    """A readable file name without its suffix: words joined by hyphens, in the prompt's own script."""
    words = [word for word in _SPLIT.split(prompt.strip().lower()) if word]
    name = ""
    for word in words:
        longer = f"{name}-{word}" if name else word
        if len(longer) > _LONGEST:
            break
        name = longer
    return name or "".join(words)[:_LONGEST] or "clip"


def free_path(folder: Path, name: str, suffix: str) -> Path:
    """A path in `folder` that does not exist yet: the name, or the name with -2, -3 and so on."""
    path = folder / f"{name}{suffix}"
    number = 2
    while path.exists():
        path = folder / f"{name}-{number}{suffix}"
        number += 1
    return path
