"""Vidu's own API, version 2 of its enterprise paths: what it says and how Laterna understands it."""
