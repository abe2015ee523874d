"""A synthetic edition deleted as a whole."""
