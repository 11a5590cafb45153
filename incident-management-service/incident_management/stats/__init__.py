"""Figures over incidents: one definition for the API and for Prometheus."""
