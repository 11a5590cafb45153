"""How every service is built: application, database, outbox, worker, auth. No domain word."""
