"""Change events: what was deployed, switched or configured, kept per service."""
