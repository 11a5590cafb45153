"""The first responder's view of an incident: hypotheses, evidence, and what to do about it."""
