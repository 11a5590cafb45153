"""Schedules: who is on call when."""
