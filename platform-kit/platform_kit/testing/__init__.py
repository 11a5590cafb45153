"""Test harness for services: real PostgreSQL, signed callers, a clock that can be moved."""
