"""Writes of codes and answers: keyword-only, atomic functions named noun first."""
