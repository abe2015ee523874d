"""Runs and the ranks of the newest of them in the administration."""
