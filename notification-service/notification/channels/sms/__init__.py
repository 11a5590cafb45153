"""Text messages over any HTTP gateway."""
