"""Judgements on suggestions and confirmed causes: what the model can learn from."""
