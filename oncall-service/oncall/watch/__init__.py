"""Watching the schedules: who is on call now, gaps ahead, and notices around shifts."""
