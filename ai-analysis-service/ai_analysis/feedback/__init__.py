"""Judgements on suggestions: what the model can learn from."""
