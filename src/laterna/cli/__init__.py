"""The command line. What a command needs is loaded when it runs, so that `laterna --help` answers at once."""

from laterna.cli.app import main

__all__ = ["main"]
