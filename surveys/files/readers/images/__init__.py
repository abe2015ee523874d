"""Pages of documents as pictures, drawn in the limited process."""
