"""The ledger as a workbook that people edit and send back: which cells were edited, and what the ledger does with them.

Only edited cells are written; where somebody else was first, both texts are reported and theirs stay.
"""
