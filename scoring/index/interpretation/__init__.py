"""What scores and ranks say: contributions, comparisons, types of cities."""
