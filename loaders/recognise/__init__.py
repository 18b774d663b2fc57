"""What a raw sheet is: where its header lies, which declared table, which column is which, what each row is.

What is not sure is asked (`Suggestion`); what the clerk said (`Choices`, confirmed mappings) comes before all else.
"""

from loaders.recognise.choices import PERIOD_OF_SHEET, PLACE_OF_SHEET, YEAR, Choices, Question
from loaders.recognise.confirmed import (
    Suggestion, describe_mapping, keep_mapping, list_targets, propose_mapping, read_answered, read_given,
)  # fmt: skip
from loaders.recognise.header import Header, HeaderColumn, find_header, is_remark, normalise_header, split_unit
from loaders.recognise.mapping import SheetMapping, own_targets, own_title
from loaders.recognise.matching import Match
from loaders.recognise.rows import FIGURE_TYPES, SheetBody, SheetRows, read_rows, text_columns
from loaders.recognise.senders import find_sender, is_same_name, known_sender, sender_of_file
from loaders.recognise.shared_headers import read_shared_headers
from loaders.recognise.sheets import MatchedSheet, RefusedSheet, match_sheets
from loaders.recognise.targets import COLUMN, FRACTION, IGNORED, ITEM, OPEN, PERIOD, PLACE, UNKNOWN, Assignment, Target
from loaders.recognise.total_rows import LEVELS, MEAN, PART, Groups, TotalRow, read_mark

__all__ = [
    "COLUMN",
    "FIGURE_TYPES",
    "FRACTION",
    "IGNORED",
    "ITEM",
    "LEVELS",
    "MEAN",
    "OPEN",
    "PART",
    "PERIOD",
    "PERIOD_OF_SHEET",
    "PLACE",
    "PLACE_OF_SHEET",
    "UNKNOWN",
    "YEAR",
    "Assignment",
    "Choices",
    "Groups",
    "Header",
    "HeaderColumn",
    "Match",
    "MatchedSheet",
    "Question",
    "RefusedSheet",
    "SheetBody",
    "SheetMapping",
    "SheetRows",
    "Suggestion",
    "Target",
    "TotalRow",
    "describe_mapping",
    "find_header",
    "find_sender",
    "is_remark",
    "is_same_name",
    "keep_mapping",
    "known_sender",
    "list_targets",
    "match_sheets",
    "normalise_header",
    "own_targets",
    "own_title",
    "propose_mapping",
    "read_answered",
    "read_given",
    "read_mark",
    "read_rows",
    "read_shared_headers",
    "sender_of_file",
    "split_unit",
    "text_columns",
]  # fmt: skip
