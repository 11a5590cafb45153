"""Requests as they came, kept by day for inspection and replay."""
