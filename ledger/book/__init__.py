"""The ledger itself: what a problem is, the steps it may take, and the events that record them.

Which problems there are, who changed what and when, which files are kept, and whether two sightings are of one problem.
"""
