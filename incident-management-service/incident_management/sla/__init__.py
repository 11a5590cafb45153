"""Promises: policies by severity, and the clock of each incident."""
