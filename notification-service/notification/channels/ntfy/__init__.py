"""ntfy and UnifiedPush servers that speak its protocol."""
