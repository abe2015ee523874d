"""Studies of how far ranks depend on choices: their plan and their results."""
