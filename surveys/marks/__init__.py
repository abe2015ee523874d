"""Passages of a document that may answer a question, found by words alone; they decide nothing."""
