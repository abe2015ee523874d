"""Names of cities and provinces, today's and earlier ones."""
