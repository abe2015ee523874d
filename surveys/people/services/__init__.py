"""Writes of accounts: keyword-only, atomic functions named noun first."""
