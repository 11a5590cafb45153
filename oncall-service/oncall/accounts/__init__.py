"""Sign-in: sessions, tokens and cookies."""
