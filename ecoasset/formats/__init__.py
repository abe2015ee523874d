"""Dates and times as every page writes them, wherever Django writes them by itself."""
