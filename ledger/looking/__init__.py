"""Questions about many problems: which a filter finds, how many by what, how fast they are closed, and the words for it.

Everything is counted by the database; what comes back are frames and sentences.
"""
