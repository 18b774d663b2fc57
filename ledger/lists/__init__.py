"""Problem lists as inspectors send them: which rows of a file are problems, and what the ledger would do with each.

Nothing is guessed: what no field takes is kept in the words of registration, and what is wrong is reported cell by cell.
"""

from ledger.lists.deadlines import EXPECTED, Unreadable, read_deadline
from ledger.lists.drafts import ListFile, ListOptions, ListRow
from ledger.lists.foreseeing import OUTCOMES, foresee
from ledger.lists.problems import NOTICE, ROW, ListProblem, cell_problem, problem_frame
from ledger.lists.rows import Cell
from ledger.lists.taking_in import (
    ListImport, ListPreview, as_path, import_list, list_places, open_drafts, preview_list, read_rows, sent_drafts,
)  # fmt: skip
from ledger.lists.words import plain

__all__ = [
    "EXPECTED", "NOTICE", "OUTCOMES", "ROW", "Cell", "ListFile", "ListImport", "ListOptions", "ListPreview",
    "ListProblem", "ListRow", "Unreadable", "as_path", "cell_problem", "foresee", "import_list",
    "list_places", "open_drafts", "plain", "preview_list", "problem_frame", "read_deadline", "read_rows",
    "sent_drafts",
]  # fmt: skip
