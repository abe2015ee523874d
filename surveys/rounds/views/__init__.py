"""Pages of editions and letters: guards, one service call, render."""
