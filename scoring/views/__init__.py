"""Pages of the scoring side: guards, one call, render."""
