"""Migrations of the schema `incidents`."""
