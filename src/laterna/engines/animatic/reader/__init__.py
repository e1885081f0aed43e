"""The reader: prompts in English and Chinese become storyboards, by a lexicon and a clause parser, without weights."""

from laterna.engines.animatic.reader.explaining import explain
from laterna.engines.animatic.reader.reading import read

__all__ = ["explain", "read"]
