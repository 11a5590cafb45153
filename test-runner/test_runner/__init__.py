"""The test runner: scenarios that are posted as real alerts, on a page and a command line."""
