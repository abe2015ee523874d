"""What an analyst should look at before a run."""
