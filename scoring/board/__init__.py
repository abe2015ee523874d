"""One board for everything that waits: rows, presets, columns, filters, order, and acts on many."""
