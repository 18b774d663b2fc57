"""Problem lists as inspectors send them: which rows of a file are problems, and what the ledger would do with each.

Nothing is guessed: what no field takes is kept in the words of registration, and what is wrong is reported cell by cell.
"""
