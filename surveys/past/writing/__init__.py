"""Rows of a round that was judged, written in bulk inside the transaction of who stores it."""
