"""The long tail, through an Apprise API server."""
