"""What the auditor may read."""
