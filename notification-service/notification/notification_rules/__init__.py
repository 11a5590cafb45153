"""Notification rules: which contact method, how long after the page."""
