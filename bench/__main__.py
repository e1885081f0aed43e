"""Runs the benchmarks that are named, or all."""

import importlib
import sys

from bench import machine, rivals

NAMES = ("doors", "downloads", "animatic", "clip", "frames", "store", "webhooks", "polling", "passthrough")


def main() -> None:
    """Each benchmark is a module with a `main()` that prints its table."""
    chosen = sys.argv[1:] or list(NAMES)
    unknown = [name for name in chosen if name not in NAMES]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there are {', '.join(NAMES)}.")
    print(machine.describe())
    for name in chosen:
        print(f"\n## {name}\n", flush=True)
        sys.argv[1:] = []  # what is left is for the benchmark's own options, and there is none
        try:
            importlib.import_module(f"bench.{name}").main()
        except rivals.Unavailable as problem:
            print(f"Left out: {problem}")


if __name__ == "__main__":
    main()
