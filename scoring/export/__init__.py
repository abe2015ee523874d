"""Exported tables: one row generator each, shared writers."""
