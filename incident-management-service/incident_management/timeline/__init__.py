"""What happened to an incident, in order."""
