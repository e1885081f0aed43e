"""The sound of an animatic: ambience of the place, sounds of what happens, music when asked for; all synthesised."""

from laterna.engines.animatic.sound.compose import compose

__all__ = ["compose"]
