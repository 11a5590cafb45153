"""Migrations of the schema `alerts`."""
