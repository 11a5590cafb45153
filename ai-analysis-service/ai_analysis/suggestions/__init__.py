"""What was found for an incident: stored analyses and their ranked suggestions."""
