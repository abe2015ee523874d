"""The indicator tree, its index arrays, and the schemes that write weights into it."""
