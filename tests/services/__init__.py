"""Every service beside neighbours that stay as they are."""
