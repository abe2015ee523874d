"""Pure functions: facts in, numbers out; no Django, no cities and no models."""
