"""What would become of each row: new, there already, or refused and why."""
