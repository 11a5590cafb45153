"""The live stream: changes in commit order, as server-sent events."""
