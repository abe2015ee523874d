"""Pages of the ranking and of stored runs: guards, one call, render."""
