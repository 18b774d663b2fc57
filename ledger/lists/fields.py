"""What the cells of a row of a problem list give: values as declared, everything else kept whole in the words of registration."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from ledger.book import CLOSED, DONE, LONGEST, MAX_LENGTHS, NOT_STARTED
from ledger.lists.problems import CELL, NOTICE, ListProblem, cell_problem
from ledger.lists.rows import Cell, SheetRow
from ledger.lists.words import list_words
from loaders.cells import DATE_EXPECTED, empty_or_error, is_missing, parse_date

CHOSEN = {"severity": "severities", "term": "terms", "root_cause": "root_causes"}
CUTS = {"category": "categories", "aspect": "aspects", "indicator": "indicators"}
LONG = ("remedy", "result")
SHORT = ("lead_department", "department", "person", "source_document", "household_code", "project_code")
WORDS_ONLY = ("progress", "evidence", "closed_on", "closed_by")
"""Fields that live in the words of registration only."""
CLOSED_HERE = "待另一人在本系统凭佐证复核后销号，先按“已整改”登记"


@dataclass(frozen=True)
class Taken:
    """Field → value, lines of the words of registration, and what could not be taken over."""

    values: Mapping[str, object] = field(default_factory=dict)
    lines: tuple[str, ...] = ()
    problems: tuple[ListProblem, ...] = ()

    def __add__(self, later: "Taken") -> "Taken":
        """Both together; a field that both have keeps its first value."""
        return Taken({**later.values, **self.values}, self.lines + later.lines, self.problems + later.problems)


def keep(label: str, text: str) -> Taken:
    """A line of the words of registration; nothing for an empty text."""
    return Taken(lines=(f"{label}：{text}",) if text else ())


def leave(cell: Cell, expected: str, costs: str = CELL, text: str = "") -> Taken:
    """A cell that is not taken over: reported, its text (or this one) kept in words."""
    return keep(cell.header, text or cell.text) + Taken(problems=(cell_problem(cell, expected, costs),))


def filled(row: SheetRow, name: str) -> tuple[list[Cell], Taken]:
    """The cells of a field that say something; a broken formula is reported and says nothing."""
    cells, problems = [], []
    for cell in row.cells.get(name, ()):
        wrong = empty_or_error(cell.value)
        if wrong is None:
            cells.append(cell)
        elif wrong.problem:
            problems.append(cell_problem(cell, wrong.problem.expected))
    return cells, Taken(problems=tuple(problems))


def read_texts(row: SheetRow) -> Taken:
    """Fields of free text; one that is too long for its field is kept in words."""
    taken = Taken()
    for name in (*LONG, *SHORT):
        cells, broken = filled(row, name)
        taken += broken
        text = ("\n" if name in LONG else "、").join(dict.fromkeys(cell.text for cell in cells))
        limit = MAX_LENGTHS.get(name, LONGEST)
        if len(text) > limit:
            taken += leave(cells[0], f"最多 {limit} 个字", text=text)
        elif text:
            taken += Taken({name: text})
    return taken


def read_choices(row: SheetRow) -> Taken:
    """Fields with a declared list of values. A cut may be named in the column of another; then the last column counts."""
    chosen = [_read_choice(row, name, {name: group}) for name, group in CHOSEN.items()]
    cuts = [_read_choice(row, name, {name: group} | CUTS) for name, group in CUTS.items()]
    last = Taken({name: value for cut in cuts for name, value in cut.values.items()})
    return sum((*chosen, *cuts), last)


def _read_choice(row: SheetRow, name: str, groups: Mapping[str, str]) -> Taken:
    """The field that the column's text is a value of, among fields with their groups of `list_words`."""
    cells, taken = filled(row, name)
    for cell in cells[:1]:
        values = {other: list_words().value(group, cell.text) for other, group in groups.items()}
        found = next((other for other, value in values.items() if value), "")
        if found:
            taken += Taken({"problem_type" if found == "category" else found: values[found]})
        else:
            taken += leave(cell, _one_of(groups[name]))
    return taken


_HAS_WORDS = re.compile("[\u4e00-\u9fff]")
"""A progress of 50% or √ states nothing in words: it is told, and the problem comes in as not begun."""


def read_state(row: SheetRow) -> tuple[str, Taken]:
    """The state it comes in: the column of states, else what the result or the progress says where that is but a state, else 未启动.

    A problem is not closed by a list: that takes a second person and evidence.
    """
    taken = Taken()
    for name in ("state", "result", "progress"):
        cells, broken = filled(row, name)
        taken += broken
        for cell in cells[:1]:
            state = list_words().value("states", cell.text)
            if state == CLOSED:
                return DONE, taken + leave(cell, CLOSED_HERE, NOTICE)
            if state:
                return state, taken
            taken += leave(cell, _one_of("states")) if name == "state" else Taken()
            if name == "progress" and not _HAS_WORDS.search(cell.text):
                taken += Taken(problems=(cell_problem(cell, _one_of("states"), NOTICE),))
    return NOT_STARTED, taken


def read_day(row: SheetRow, name: str) -> tuple[date | None, Taken]:
    """The day in a column; None when there is none, or it cannot be read."""
    cells, taken = filled(row, name)
    for cell in cells[:1]:
        day = parse_date(cell.value).value
        if isinstance(day, date):
            return day, taken
        taken += leave(cell, DATE_EXPECTED)
    return None, taken


def read_rest(row: SheetRow) -> Taken:
    """The words of columns that are no field of the ledger."""
    taken = Taken()
    for name in WORDS_ONLY:
        cells, broken = filled(row, name)
        taken += broken
        for cell in cells:
            taken += keep(cell.header, cell.text)
    for cell in row.others:
        if not is_missing(cell.value):
            taken += keep(cell.header, cell.text)
    return taken


def _one_of(group: str) -> str:
    return f"其中之一：{'、'.join(dict.fromkeys(list_words().choices[group].values()))}"
