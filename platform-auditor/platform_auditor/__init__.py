"""The auditor: compares what the services say of themselves, and repairs what was lost."""
