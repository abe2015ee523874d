"""The codebook, codes, answers and their review."""
