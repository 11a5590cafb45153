"""Web push to browsers and installed pages (VAPID)."""
