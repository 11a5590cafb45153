"""Demo scenarios, generated alerts, and the first-responder console's own endpoints."""
