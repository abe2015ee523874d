"""Pages of logging, coding and review: guards, one service call, render."""
