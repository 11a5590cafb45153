"""The people of the organisation."""
