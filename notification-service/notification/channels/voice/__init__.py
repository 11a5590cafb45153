"""Calls that speak and take keys."""
