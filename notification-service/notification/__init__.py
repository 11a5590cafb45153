"""Channels and deliveries: the page arrives, or everybody sees that it did not."""
