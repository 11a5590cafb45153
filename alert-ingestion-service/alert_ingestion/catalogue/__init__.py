"""The service graph as correlation uses it: a copy of the catalogue's, and edges learnt."""
