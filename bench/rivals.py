"""Installs the rivals, each into a folder of its own under .cache/rivals, with what they need of the system.

Nothing of the system is installed but as root with apt-get; elsewhere `Unavailable` says what to install.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

BENCH = Path(__file__).parent
ROOT = BENCH.parent
FOLDER = ROOT / ".cache" / "rivals"

PACKAGES = {
    "litellm": ("litellm[proxy]",),
    "moviepy": ("moviepy", "numpy", "pillow"),
    "manim": ("manim>=0.22",),
}
SYSTEM = {
    # Manim's two libraries come as source for Linux.
    "manim": ("build-essential", "pkg-config", "libcairo2-dev", "libpango1.0-dev", "python3-dev"),
}
"""Debian's packages that a rival's installation may lack."""

REMOTION = ("package.json", "scene.jsx", "render.js")
BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
"""Fastest first: Remotion draws a third slower in a whole browser than in the headless shell."""


class Unavailable(RuntimeError):
    """Why a rival cannot run here, in words for the reader."""


def environment(rival: str) -> Path:
    """The `bin` folder of the rival's environment, which is made when it is not there yet.

    Raises Unavailable when it cannot be installed.
    """
    folder = FOLDER / rival
    stamp = folder / ".ready"
    if not stamp.exists():
        _announce(rival)
        _run([sys.executable, "-m", "venv", "--clear", str(folder)])
        pip = [str(folder / "bin" / "python"), "-m", "pip", "install", "--quiet", *PACKAGES[rival]]
        try:
            _run(pip)
        except Unavailable:
            if rival not in SYSTEM:
                raise
            system_packages(rival, SYSTEM[rival])
            _run(pip)
        stamp.touch()
    return folder / "bin"


def remotion() -> tuple[Path, str]:
    """The folder that Remotion is installed in, beside our scene, and the browser; "" lets Remotion fetch its own.

    Raises Unavailable when Node, npm or a package is missing and cannot be installed.
    """
    if not (shutil.which("node") and shutil.which("npm")):
        system_packages("remotion", ("nodejs", "npm"))
    folder = FOLDER / "remotion"
    stamp, wanted = folder / ".ready", (BENCH / "remotion" / "package.json").read_text(encoding="utf-8")
    if not stamp.exists() or stamp.read_text(encoding="utf-8") != wanted:
        _announce("remotion")
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        shutil.copy(BENCH / "remotion" / "package.json", folder)
        _run(["npm", "install", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error"], folder)
        stamp.write_text(wanted, encoding="utf-8")
    for name in REMOTION:
        shutil.copy(BENCH / "remotion" / name, folder)
    shutil.copy(BENCH / "flat_scene.json", folder)
    return folder, _browser()


def _browser() -> str:
    found = next(filter(None, map(shutil.which, BROWSERS)), "")
    if not found and _can_install():
        system_packages("remotion", BROWSERS[:1])
        found = shutil.which(BROWSERS[0]) or ""
    return found


def system_packages(rival: str, packages: tuple[str, ...]) -> None:
    """Installs Debian packages. Raises Unavailable, naming them, where that is not possible."""
    hint = f"{rival} needs of the system: {' '.join(packages)}"
    if not _can_install():
        raise Unavailable(
            f"{hint}. Install them, on Debian or Ubuntu: sudo apt-get install {' '.join(packages)}"
        )
    print(f"installing {' '.join(packages)} …", file=sys.stderr)
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], env=quiet, capture_output=True, check=False)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    done = subprocess.run(command, env=quiet, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Unavailable(f"{hint}; apt-get failed: {last_line(done.stderr)}")


def last_line(text: str) -> str:
    """The last line that says something, at most 200 characters of it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:200] if lines else "no message"


def _can_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def _announce(rival: str) -> None:
    print(f"installing {rival} …", file=sys.stderr)


def _run(command: list[str], folder: Path | None = None) -> None:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        errors = "\n".join(line for line in done.stderr.splitlines() if "error" in line.lower())
        raise Unavailable(f"{Path(command[0]).name} failed: {last_line(errors or done.stderr)}")
