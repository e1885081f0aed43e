"""What all pieces of furniture share."""

from collections.abc import Callable

import numpy as np

from laterna.engines.animatic.canvas import Canvas
from laterna.engines.animatic.sets.flora import Brush

Piece = Callable[[Canvas, Brush, float, np.random.Generator], None]
"""Draws one piece: canvas, colours, units to the metre, chance."""

WOOD = "#7a5236"
DARK_WOOD = "#4f3526"
