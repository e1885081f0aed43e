"""Sets: the places where scenes play, built from layers."""
