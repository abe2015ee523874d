"""Pages that explain results: guards, one call, render."""
