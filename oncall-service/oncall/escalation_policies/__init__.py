"""Escalation policies: who is paged first, and who next."""
