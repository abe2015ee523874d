"""The calendar that due days are counted by: where its days come from."""
