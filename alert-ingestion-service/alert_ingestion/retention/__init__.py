"""Partitions made ahead and dropped in time, and what is forgotten."""
