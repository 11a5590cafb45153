"""Alert groups: the open group of a key, and the incident it feeds."""
