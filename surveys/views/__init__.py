"""Pages of the survey side: guards, one service call, render."""
