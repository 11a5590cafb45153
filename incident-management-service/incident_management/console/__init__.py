"""The short forms that scripts and the first-responder console use, on this service's own port."""
