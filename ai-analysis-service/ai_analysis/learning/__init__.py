"""The model learns from added knowledge and confirmed causes, in the background."""
