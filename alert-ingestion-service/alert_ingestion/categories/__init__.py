"""The category of an alert's text, as ai-analysis named it: cached, never waited for."""
