"""The platform on one machine with one command: database, supervisor, gateway."""
