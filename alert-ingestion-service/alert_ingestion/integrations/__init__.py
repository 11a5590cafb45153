"""Integrations: senders with a key of their own, and the defaults of their alerts."""
