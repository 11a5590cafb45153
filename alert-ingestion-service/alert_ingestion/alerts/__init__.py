"""Alerts as they are stored and read."""
