"""A row of a problem list to a draft of the ledger: values as declared, everything else kept whole in the words of registration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.places.index import PlaceIndex
from ledger.book.problems import LONGEST, MAX_LENGTHS, Draft, Sighting
from ledger.book.words import CLOSED, DONE, NOT_STARTED, SOURCES
from ledger.lists.deadlines import Unreadable, read_deadline
from ledger.lists.inner_texts import TextParts, take_apart
from ledger.lists.places import read_place
from ledger.lists.problems import CELL, NOTICE, ROW, ListProblem, quote
from ledger.lists.rows import Cell, ToldRow
from ledger.lists.taking import ListFile, ListOptions
from ledger.lists.told import WordsTaking
from ledger.lists.words import LABELLED, PLACE, list_words
from loaders.cells.base import is_missing
from loaders.cells.dates import DATE_EXPECTED, parse_date

CHOSEN = {"severity": "severities", "term": "terms", "root_cause": "root_causes"}
CUTS = {"category": "categories", "aspect": "aspects", "indicator": "indicators"}
LONG = ("remedy", "result")
SHORT = ("lead_department", "department", "person", "source_document", "household_code", "project_code")
TOLD_ONLY = ("progress", "evidence", "closed_on", "closed_by")
"""Fields that live in the words of registration only."""
CLOSED_HERE = "待另一人在本系统凭佐证复核后销号，先按“已整改”登记"


@dataclass(frozen=True)
class ListDraft:
    """A row as it would be registered: its number in the list and the draft (None: it cannot be)."""

    sheet: str
    row: int
    number: str
    draft: Draft | None
    problems: tuple[ListProblem, ...] = ()


def draft_row(told: ToldRow, options: ListOptions, file: ListFile, index: PlaceIndex) -> ListDraft:
    """The draft of one row, with a line for each of its cells that could not be taken over."""
    return _Drafting(told, options, file, index).make()


class _Drafting(WordsTaking):
    """Takes the other fields of a row and makes the draft."""

    def __init__(self, told: ToldRow, options: ListOptions, file: ListFile, index: PlaceIndex) -> None:
        super().__init__(told, options)
        self._file, self._index = file, index

    def make(self) -> ListDraft:
        self._read_number()
        parts = self._read_words()
        for name in (*LONG, *SHORT):
            self._read_text(name)
        self._read_choices()
        self._read_source()
        self._read_place()
        self._read_deadline()
        state = self._read_state()
        self._read_rest()
        self._fill(parts)
        opened_on = self._read_day("opened_on")
        draft = None
        if self._values.get("source") and self._values.get("title"):
            draft = Draft(self._values, self._sighting(), state, self._note(), opened_on)
        return ListDraft(self._told.sheet, self._told.row, self._number, draft, tuple(self._problems))

    def _sighting(self) -> Sighting:
        document = str(self._values.get("source_document", ""))
        sheet = self._told.sheet[:100]
        return Sighting(document, self._file.name[-200:], self._file.digest, sheet, self._told.row)

    def _read_text(self, name: str) -> None:
        cells = self._cells(name)
        texts = list(dict.fromkeys(cell.text for cell in cells))
        text = ("\n" if name in LONG else "、").join(texts)
        if text and self._fits(name, text, cells[0]):
            self._values[name] = text

    def _read_choices(self) -> None:
        words = list_words()
        for name, group in CHOSEN.items():
            for cell in self._cells(name)[:1]:
                value = words.value(group, cell.text)
                if value:
                    self._values[name] = value
                else:
                    self._leave(cell, f"其中之一：{'、'.join(dict.fromkeys(words.choices[group].values()))}")
        for name in CUTS:
            for cell in self._cells(name)[:1]:
                self._read_cut(name, cell)

    def _read_cut(self, name: str, cell: Cell) -> None:
        """A category may also be named after an aspect or an indicator, and the other way round."""
        words = list_words()
        for other in (name, *(one for one in CUTS if one != name)):
            value = words.value(CUTS[other], cell.text)
            if value:
                self._values["problem_type" if other == "category" else other] = value
                return
        known = dict.fromkeys(words.choices[CUTS[name]].values())
        self._leave(cell, f"其中之一：{'、'.join(known)}")

    def _read_source(self) -> None:
        cells = self._cells("source")
        told = list_words().value("sources", cells[0].text) if cells else ""
        source = told or self._options.source
        if source:
            self._values["source"] = source
        if cells and not told:
            expected = f"其中之一：{'、'.join(SOURCES)}"
            self._refuse(cells[0], expected, CELL if source else ROW)
            self._keep(cells[0].header, cells[0].text)
        elif not source:
            expected = "问题来源；表里没有这一列时请指定"
            self._problems.append(ListProblem(self._told.sheet, self._told.row, "", "问题来源", "", expected, ROW))
        if self._options.document:
            self._values.setdefault("source_document", self._options.document)

    def _read_place(self) -> None:
        cells = {
            name.removeprefix(PLACE): found[-1]
            for name in self._told.cells
            if name.startswith(PLACE) and (found := self._cells(name))
        }
        place = read_place({kind: cell.value for kind, cell in cells.items()}, self._index, self._options.place)
        if place.wrong_kind:
            self._leave(cells[place.wrong_kind], place.expected)
        self._values |= {"place_code": place.code, "place_name": place.name}

    def _read_deadline(self) -> None:
        """Of several measures the last day counts; every text that is no plain date stays in words as well."""
        days, terms = [], []
        for cell in self._cells("deadline"):
            read = read_deadline(cell.value, self._options.year)
            if isinstance(read, Unreadable):
                self._leave(cell, read.expected)
                continue
            days += [read.day] if read.day else []
            terms += [read.term] if read.term else []
            if isinstance(cell.value, str) and (read.term or parse_date(cell.value).value is None):
                self._keep(cell.header, cell.text)
        self._set_deadline(days, terms)

    def _read_state(self) -> str:
        words = list_words()
        for cell in self._cells("state")[:1]:
            told = words.value("states", cell.text)
            if told:
                return self._coming_in(told, cell)
            self._leave(cell, f"其中之一：{'、'.join(dict.fromkeys(words.choices['states'].values()))}")
        for cell in self._cells("result")[:1]:
            told = words.value("states", cell.text)
            if told:
                return self._coming_in(told, cell)
        return NOT_STARTED

    def _coming_in(self, told: str, cell: Cell) -> str:
        """A problem is not closed by a list: that takes a second person and evidence."""
        if told != CLOSED:
            return told
        self._refuse(cell, CLOSED_HERE, NOTICE)
        self._keep(cell.header, cell.text)
        return DONE

    def _read_day(self, name: str) -> date | None:
        for cell in self._cells(name)[:1]:
            day = parse_date(cell.value).value
            if isinstance(day, date):
                return day
            self._leave(cell, DATE_EXPECTED)
        return None

    def _read_rest(self) -> None:
        for name in TOLD_ONLY:
            for cell in self._cells(name):
                self._keep(cell.header, cell.text)
        for cell in self._told.others:
            if not is_missing(cell.value):
                self._keep(cell.header, cell.text)

    def _fill(self, parts: TextParts) -> None:
        """Fields still empty take what the texts said inside, then what was given for the whole list."""
        remedy = str(self._values.get("remedy", ""))
        for told in (parts.parts, take_apart(remedy).parts if remedy else {}):
            self._fill_from(told)
        if self._options.department:
            self._values.setdefault("department", self._options.department)
        if self._options.deadline and "deadline" not in self._values and not self._told.cells.get("deadline"):
            self._values["deadline"] = self._options.deadline

    def _fill_from(self, told: Mapping[str, str]) -> None:
        for name in LABELLED:
            text = told.get(name, "")
            if not text or name in self._values:
                continue
            if name == "progress":
                self._keep(list_words().title(name), text)
            elif name == "deadline":
                self._fill_deadline(text)
            elif len(text) <= MAX_LENGTHS.get(name, LONGEST):
                self._values[name] = text
            else:
                self._report_inside(name, text, f"最多 {MAX_LENGTHS.get(name, LONGEST)} 个字")

    def _fill_deadline(self, text: str) -> None:
        read = read_deadline(text, self._options.year)
        if isinstance(read, Unreadable):
            self._report_inside("deadline", text, read.expected)
        else:
            self._set_deadline([read.day] if read.day else [], [read.term] if read.term else [])

    def _report_inside(self, name: str, text: str, expected: str) -> None:
        """Something inside a text that no field takes; the text itself is kept whole."""
        cell = self._told.first("description") or self._told.first("title") or self._told.first("remedy")
        letter = cell.letter if cell else ""
        title = list_words().title(name)
        self._problems.append(ListProblem(self._told.sheet, self._told.row, letter, title, quote(text), expected))
