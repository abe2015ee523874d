"""Rows of the board: work."""
