"""Installs the rivals, each into an environment of its own under .cache/rivals."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / ".cache" / "rivals"

PACKAGES = {
    "litellm": ("litellm[proxy]",),
    "moviepy": ("moviepy", "numpy", "pillow"),
}


def environment(rival: str) -> Path:
    """The `bin` folder of the rival's environment, which is made when it is not there yet."""
    folder = FOLDER / rival
    stamp = folder / ".ready"
    if not stamp.exists():
        print(f"installing {rival} …", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", "--clear", str(folder)], check=True)
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES[rival]]
        subprocess.run(pip, check=True)
        stamp.touch()
    return folder / "bin"
