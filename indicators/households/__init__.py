"""One household: every stored row about it and its members, in words, in order of time, with its money.

A household's number never stands in an address: `household_ref` does.
"""

from indicators.households import events, household, incomes, words
from indicators.households.household import (
    ID_LENGTH, INCOMES, PERSONS, Household, Row, TableRows, find_household, is_ref, person_id, read_household,
)  # fmt: skip
from indicators.households.naming import NOBODY, Named, name_rows
from indicators.households.refs import REF_DIGITS, household_ref
from indicators.households.words import member_names, person_names

__all__ = [
    "ID_LENGTH", "INCOMES", "NOBODY", "PERSONS", "REF_DIGITS", "Household", "Named", "Row", "TableRows", "events",
    "find_household", "household", "household_ref", "incomes", "is_ref", "member_names", "name_rows", "person_id",
    "person_names", "read_household", "words",
]  # fmt: skip
