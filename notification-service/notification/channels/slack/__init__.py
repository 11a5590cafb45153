"""Slack: messages with buttons, updated in place."""
