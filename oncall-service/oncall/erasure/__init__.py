"""Forgetting a person, so that what happened stays and who it was does not."""
