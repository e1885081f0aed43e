"""Laterna: the text-to-video cloud that you run yourself."""

__version__ = "0.1.0"
