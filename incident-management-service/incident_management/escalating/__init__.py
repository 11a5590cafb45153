"""Who is paged: escalate, reassign, ask for help, watch."""
