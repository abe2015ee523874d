"""PDF documents: their text by where it stands, with what is ticked."""
