"""The report of an incident: one document, as Markdown and as PDF."""
