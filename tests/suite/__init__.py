"""What `./test` does: environment, static checks, SQLite, PostgreSQL, closing lines."""
