"""The hot routes: every sender's own paths, keys, answers and errors, on one way in."""
