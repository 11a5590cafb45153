"""Fairness: what on-call asks of people."""
