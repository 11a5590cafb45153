"""The analysis measured: how often it is right, how fast it is, beside plain ways."""
