"""Incidents: opened by alerts or by hand, worked on by people, resolved by either."""
