"""Prometheus monitors: saved queries with limits, sampled every few seconds."""
