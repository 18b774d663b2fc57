"""Pieces of the page 该有的表."""
