"""Pauses: alerts that often end by themselves wait a moment before they page."""
