"""Watching itself: canary messages, and people on call whom nothing reaches."""
