"""A smallest service, to test the kit with."""
