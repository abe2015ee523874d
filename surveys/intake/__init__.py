"""The border for files: what a document really is, and what is refused."""
