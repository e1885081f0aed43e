"""A page to look at it."""
