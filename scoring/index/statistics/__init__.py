"""Statistics of columns and between columns, over present values."""
