"""Problems compared with newer data: whether their measure still fails, where else it fails, and which come back.

A closed problem whose measure fails again by data newer than its closing is reopened (反弹).
"""
