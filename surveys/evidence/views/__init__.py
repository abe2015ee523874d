"""Stored documents as their readers may see them."""
