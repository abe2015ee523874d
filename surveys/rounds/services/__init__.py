"""Writes of rounds and letters: keyword-only, atomic functions named noun first."""
