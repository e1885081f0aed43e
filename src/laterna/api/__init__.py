"""The doors: one module of HTTP routes a wire, plus files, admin, events and metrics."""
