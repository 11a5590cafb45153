"""Which alerts belong to one incident: strategies as pure decisions with their reason."""
