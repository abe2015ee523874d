"""The append-only history: how it is written, kept, named and read."""
