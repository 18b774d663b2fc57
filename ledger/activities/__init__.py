"""六个一: how far each declared activity is in each place, by tables, ledger, archive or the reports of people.

Progress against the rounds of the countdown, and the reports that people sign.
"""
