"""The final schedule: the one answer that pages, and that every calendar shows."""
