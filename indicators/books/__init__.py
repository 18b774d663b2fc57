"""Books (办法): a framework with its measures as plain data, on disk as numbered versions, in force for an area and its periods.

`RawBook` is what every way in and out of a book speaks: YAML files, workbooks, forms.
"""

from indicators.books import conditions, editing
from indicators.books.choices import say_choice
from indicators.books.commands import DID_WORDS, add_arguments, say_event, say_when
from indicators.books.comparing import DIRECTION_WORDS, UNIT_WORDS, Change, compare_books, say_rule
from indicators.books.effect import Effect, find_effect, with_measure, without_measure
from indicators.books.fault_words import FaultError, say_fault, say_faults
from indicators.books.from_file import PUBLISHED, BookFile, read_book_file, say_book_file
from indicators.books.in_force import (
    BROKEN, BUILT_IN, POLICIES, STATE_WORDS, Book, book_for, books_of, covers, find_book, list_books, nearest_book, say_held, say_place,
)  # fmt: skip
from indicators.books.keeping import (
    copy, list_faults, put_in_force, read_book, read_history, roll_back, save, withdraw,
)  # fmt: skip
from indicators.books.raw import RawBook, read_raw, write_raw
from indicators.books.titles import key_titles, say_field, say_key
from indicators.books.workbook import make_template, read_unit, write_book

__all__ = [
    "BROKEN", "BUILT_IN", "DID_WORDS", "DIRECTION_WORDS", "POLICIES", "PUBLISHED", "STATE_WORDS", "UNIT_WORDS", "Book",
    "BookFile", "Change", "Effect", "FaultError", "RawBook", "add_arguments", "book_for", "books_of", "compare_books",
    "conditions", "copy", "covers", "editing", "find_book", "find_effect", "key_titles", "list_books", "list_faults",
    "make_template", "nearest_book", "put_in_force", "read_book", "read_book_file", "read_history", "read_raw", "read_unit",
    "roll_back", "save", "say_book_file", "say_choice", "say_event", "say_fault", "say_faults", "say_field", "say_held", "say_key",
    "say_place",
    "say_rule", "say_when", "with_measure", "withdraw", "without_measure", "write_book", "write_raw",
]  # fmt: skip
