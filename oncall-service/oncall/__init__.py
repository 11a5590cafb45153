"""People, schedules and escalation: who is paged, and why."""
