"""Webhooks, signed after Standard Webhooks."""
