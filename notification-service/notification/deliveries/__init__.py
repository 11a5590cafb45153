"""Deliveries: one message to one contact method, from queued to sent or failed."""
