"""Parts of `benchmarks.marks`: letters of which the right sentence is known, and plain rules."""
