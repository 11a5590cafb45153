"""The catalogue: services, who owns them, and what depends on what."""
