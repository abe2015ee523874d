"""What a round came to, counted: rates, the official table of outcomes, time to reply, forecast."""
