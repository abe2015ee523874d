"""Who gets what from which address: one table, and the requests that hold it to its word."""
