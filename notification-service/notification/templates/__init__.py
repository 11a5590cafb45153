"""Templates: what messages of a channel say, in people's languages."""
