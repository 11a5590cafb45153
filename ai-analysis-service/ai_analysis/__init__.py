"""ai-analysis: explains an alert by ranked root causes, offline and with quoted evidence."""
