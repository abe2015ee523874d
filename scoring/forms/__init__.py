"""What people type or upload on the scoring pages."""
