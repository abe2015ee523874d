"""What forms of several capabilities share: dates, reasons, provinces, refusals at their fields."""
