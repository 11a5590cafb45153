"""Sign-in by the company's OpenID Connect provider."""
