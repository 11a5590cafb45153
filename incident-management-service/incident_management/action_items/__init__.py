"""Action items: what keeps it from happening again, with owner and date."""
