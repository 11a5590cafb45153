"""The first-responder console's short form of Slack: test, save, dispatch."""
