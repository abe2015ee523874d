"""Rows of the board: letters."""
