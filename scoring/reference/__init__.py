"""The indicator tree, base variables and the default method, from files."""
