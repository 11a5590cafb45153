"""Runbooks: steps with versions, used in incidents one click at a time."""
