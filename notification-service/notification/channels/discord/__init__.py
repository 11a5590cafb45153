"""Discord by webhook."""
