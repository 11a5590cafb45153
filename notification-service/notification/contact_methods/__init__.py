"""Contact methods: how people are reached."""
