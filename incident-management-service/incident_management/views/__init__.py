"""Saved filters, for oneself or for a team."""
