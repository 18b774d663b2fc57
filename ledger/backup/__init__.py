"""Whether the ledger is whole, a backup of it in one file, and that file back into an empty ledger.

A backup is checked before anything is written; a damaged one leaves the ledger as it was.
"""
