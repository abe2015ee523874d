"""An edition begun like an earlier one, corrected while it has no results, removed while empty."""
