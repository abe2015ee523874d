"""What people type about editions, letters and replies."""
