"""Word documents: their text in reading order, with what is ticked, numbered and framed."""
