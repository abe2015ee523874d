"""The border for what is stored as it came: the store of originals, rows of reference files."""
