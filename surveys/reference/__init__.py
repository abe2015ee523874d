"""Cities, codebook and outcomes as the files of reference data hold them."""
