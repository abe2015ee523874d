"""Rows of the board: cities."""
