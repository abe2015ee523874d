"""A whole batch: compared with what is stored, doubted, reported."""
