"""Originals as they came, their words, and what is cited from them."""
