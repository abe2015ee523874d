"""Writes of values: keyword-only, atomic functions named noun first."""
