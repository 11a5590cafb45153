"""The mock channel: messages are kept, for demo and tests."""
