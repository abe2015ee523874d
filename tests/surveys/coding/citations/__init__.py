"""What is cited, and whether it stands there."""
