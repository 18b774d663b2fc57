"""Pieces of the page 投影: the running deck, the list of shows, the form that puts one together."""
