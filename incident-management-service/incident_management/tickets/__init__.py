"""Tickets in Jira and GitHub: made once, linked, their state read back."""
