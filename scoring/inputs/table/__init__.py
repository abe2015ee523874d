"""One table of values: its header, its cities, its units, its cells."""
