"""Benchmarks of freezeframe: they print machine, seed, recall and cost, and are no part of the package."""
