"""Mattermost: posts of a bot with buttons."""
