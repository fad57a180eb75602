"""Benchmarks: each module gives rows of ours beside the rival, measured in one run."""
