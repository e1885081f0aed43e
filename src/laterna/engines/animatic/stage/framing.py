"""Framing: how tall the main figure stands in the frame."""

FRAMING = {
    "extreme_wide": 0.32, "wide": 0.42, "full": 0.6, "medium": 1.2, "close": 1.9, "extreme_close": 2.8,
}  # fmt: skip
"""Height of the main figure in heights of the frame."""
