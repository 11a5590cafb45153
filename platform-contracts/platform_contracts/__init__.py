"""What the services say to each other: wire models, the message catalogue and typed clients."""
