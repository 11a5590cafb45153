"""Explaining alerts: for people, for correlation in batches, and for each new incident."""
