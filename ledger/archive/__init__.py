"""档案资料: which documents each place has to have, which are there, missing or out of date, and the files themselves.

Every version stays; nothing is deleted.
"""
