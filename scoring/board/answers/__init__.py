"""Rows of the board: answers."""
