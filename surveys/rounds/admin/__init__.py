"""Editions, rounds and letters in the administration."""
