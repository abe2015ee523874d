"""Writes of studies: keyword-only, atomic functions named noun first."""
