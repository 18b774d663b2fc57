"""Who may see what, and what was done: accounts, rights, sessions and the record of acts, in the office's database.

`access.accounts` answers who asks and what he may; `access.audit` keeps what was done. Nothing here knows a table of the store or draws.
"""
