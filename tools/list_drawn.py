"""Lists for the reader which figures and garments have a drawing of their own (run after adding figures)."""

import tomllib
from pathlib import Path

ANIMATIC = Path(__file__).parents[1] / "src/laterna/engines/animatic"


def main() -> None:
    figures: set[str] = set()
    garments: set[str] = set()
    for path in sorted((ANIMATIC / "figures").rglob("*.toml")):
        keys = set(tomllib.loads(path.read_text(encoding="utf-8")))
        (garments if path.stem == "garments" else figures).update(keys)
    lines = [
        "# What is drawn as itself; written by tools/list_drawn.py.",
        "figures | " + " ".join(sorted(figures)),
        "garments | " + " ".join(sorted(garments)),
    ]
    (ANIMATIC / "reader/data/drawn.table").write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
