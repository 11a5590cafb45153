"""Notifications: the wish to reach a person, turned into deliveries."""
