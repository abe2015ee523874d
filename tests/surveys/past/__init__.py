"""Rounds that teams kept elsewhere, as folders that tests make."""
