"""Trying things out on the production code, without storing or sending anything."""
