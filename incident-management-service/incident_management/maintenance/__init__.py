"""Maintenance windows of services: incidents open, their pages wait."""
