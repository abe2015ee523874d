"""Editions, rounds, organs, letters and replies; a reply's date decides what it counts for."""
