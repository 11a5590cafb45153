"""Copies of the runbooks, kept to find the one that fits an alert."""
