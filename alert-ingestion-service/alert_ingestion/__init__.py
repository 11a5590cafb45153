"""Takes alerts on every wire, de-duplicates and correlates them."""
