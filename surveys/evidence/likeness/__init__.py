"""Which stored documents say the same in the same words, whatever city they are of."""
