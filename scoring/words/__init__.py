"""Codes of the numeric package in the reader's language."""
