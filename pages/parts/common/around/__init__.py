"""What stands around every page: the line of what is picked, the search, the bar of a phone."""
