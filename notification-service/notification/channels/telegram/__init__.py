"""Telegram: messages of a bot with buttons."""
