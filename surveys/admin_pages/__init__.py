"""What every read-only page of the administration builds on."""
