"""Silences, inhibition and pauses together, as the intake uses them."""
