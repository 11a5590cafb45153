"""The life of an incident, from open to closed."""
