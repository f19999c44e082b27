"""Benchmarks: each prints one line of JSON with its figures beside a floor measured in the same run."""
