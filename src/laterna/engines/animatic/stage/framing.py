"""Framing: how tall the main figure stands in the frame."""

FRAMING = {
    "extreme_wide": 0.2, "wide": 0.32, "full": 0.5, "medium": 0.82, "close": 1.25, "extreme_close": 2.0,
}  # fmt: skip
"""Height of the main figure in heights of the frame."""
