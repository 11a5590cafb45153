"""Silences: matching alerts are recorded and page nobody for a time."""
