"""The transactional outbox: a message is committed with the change that caused it (ADR-0003)."""
