"""The generator of the synthetic editions."""
