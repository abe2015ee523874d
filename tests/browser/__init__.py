"""The whole product, started as a person starts it, used in a real Chromium."""
