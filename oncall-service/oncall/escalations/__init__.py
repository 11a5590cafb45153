"""Escalations: the paging of one incident, step by step."""
