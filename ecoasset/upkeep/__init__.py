"""What keeps the installation sound: copies, checks, health, the periodic tasks."""
