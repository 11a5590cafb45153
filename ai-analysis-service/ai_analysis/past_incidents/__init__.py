"""Incidents whose cause is known: found again when something like them happens."""
