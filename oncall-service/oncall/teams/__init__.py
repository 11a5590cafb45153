"""Teams: who belongs together, and whose policy pages for them."""
