"""Accounts: made, changed, closed."""
