"""One action on many incidents: a job with an outcome for each."""
