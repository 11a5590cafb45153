"""Shift swaps: asking a colleague, or all of them, to take one's shift."""
