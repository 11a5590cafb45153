"""Overrides and temporary schedules: what stands above the layers of a schedule."""
