"""What the auditor may read and repair."""
