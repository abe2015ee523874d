"""What a run is made of: inputs read, arrays kept, a run computed again."""
