"""Reminders and telephone scripts for letters that are late, and for no other."""
