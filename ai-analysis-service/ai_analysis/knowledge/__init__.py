"""The knowledge base: what each root cause looks like, what to look at, what to do."""
