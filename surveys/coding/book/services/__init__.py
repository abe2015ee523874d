"""Everything that writes the codebook: versions, the draft of the next, what editions go by."""
