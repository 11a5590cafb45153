"""API keys: what scripts sign in with."""
