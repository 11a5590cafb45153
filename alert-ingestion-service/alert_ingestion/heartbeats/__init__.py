"""Heartbeats (dead-man's switches): who falls silent raises an alert."""
