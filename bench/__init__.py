"""Benchmarks: one module a figure, each beside its rival in the same run. `script/bench` runs them."""
