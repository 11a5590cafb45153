"""Incidents that belong together: links, merge and split."""
