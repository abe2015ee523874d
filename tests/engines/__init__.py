"""Real engines for the tests: a PostgreSQL, a Valkey and a Celery worker that they own."""
