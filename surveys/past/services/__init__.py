"""Writes of a round that comes in: keyword-only functions named noun first."""
