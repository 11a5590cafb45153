"""What correlation knows beside the alerts: graph and categories, held in memory."""
