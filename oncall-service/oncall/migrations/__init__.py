"""Migrations of the schema `oncall`."""
