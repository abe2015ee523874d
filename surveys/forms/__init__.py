"""What forms of several capabilities share: dates as typed, reasons, refusals at their fields."""
