"""One typed client per service; each takes an httpx.AsyncClient and knows nothing else."""
