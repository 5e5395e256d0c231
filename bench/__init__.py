"""Benchmarks of the portal beside its peers: ``make bench``. See docs/benchmarks.md."""
