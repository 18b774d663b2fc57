"""A row of a problem list to a draft of the ledger: cells → words and fields → place and deadline → draft, each step handed on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from core.places import PlaceIndex
from ledger.book import LONGEST, MAX_LENGTHS, MAX_NOTE, SOURCES, TERMS, Draft, Sighting
from ledger.lists.deadlines import Deadline, Unreadable, read_deadline
from ledger.lists.fields import Taken, filled, keep, leave, read_choices, read_day, read_rest, read_state, read_texts
from ledger.lists.inner_texts import read_words, section_aspect, take_apart
from ledger.lists.places import read_place
from ledger.lists.problems import CELL, NOTICE, ROW, ListProblem, quote
from ledger.lists.rows import Cell, SheetRow
from ledger.lists.words import LABELLED, PLACE, list_words
from loaders.cells import parse_date

_CUT = "……（其余见原文件）"


@dataclass(frozen=True)
class ListOptions:
    """What is known of a list besides its cells; '' and None say nothing.

    `year` is taken for deadlines that name none. Without `reopen`, closed problems that are listed again stay closed.
    """

    source: str = ""
    document: str = ""
    place: str = ""
    department: str = ""
    deadline: date | None = None
    year: int | None = None
    reopen: bool = True


@dataclass(frozen=True)
class ListFile:
    """The file the rows come from."""

    name: str
    digest: str


@dataclass(frozen=True)
class ListRow:
    """A row as it would be registered: its number in the list and the draft (None: it cannot be registered).

    `outcome` and `known` are what the ledger would do with it, see `foreseeing`: a key of `OUTCOMES` and the number of the
    problem it is recognised as; '' before that is known, and for a problem that is new.
    """

    sheet: str
    row: int
    number: str
    draft: Draft | None
    problems: tuple[ListProblem, ...] = ()
    outcome: str = ""
    known: str = ""


def draft_row(row: SheetRow, options: ListOptions, file: ListFile, index: PlaceIndex) -> ListRow:
    """The draft of one row, with a line for each of its cells that could not be taken over."""
    words = read_words(row)
    state, stated = read_state(row)
    taken = words.taken + read_texts(row) + read_choices(row)
    taken += _read_source(row, options) + _read_place(row, options, index) + _read_deadline(row, options)
    taken += stated + read_rest(row)
    for parts in (words.parts, take_apart(str(taken.values.get("remedy", ""))).parts):
        taken += _read_parts(row, parts, taken.values, options)
    opened_on, dated = read_day(row, "opened_on")
    taken += _defaults(row, options, taken.values) + dated
    draft = None
    if taken.values.get("source") and taken.values.get("title"):
        note, cut = _note(row, taken.lines)
        taken += cut
        document = str(taken.values.get("source_document", ""))
        sighting = Sighting(document, file.name[-200:], file.digest, row.sheet[:100], row.row)
        draft = Draft(taken.values, sighting, state, note, opened_on)
    return ListRow(row.sheet, row.row, words.number, draft, taken.problems)


def _read_source(row: SheetRow, options: ListOptions) -> Taken:
    cells, taken = filled(row, "source")
    said = list_words().value("sources", cells[0].text) if cells else ""
    source = said or options.source
    if cells and not said:
        taken += leave(cells[0], f"其中之一：{'、'.join(SOURCES)}", CELL if source else ROW)
    elif not source:
        expected = "问题来源；表里没有这一列时请指定"
        taken += Taken(problems=(ListProblem(row.sheet, row.row, "", "问题来源", "", expected, ROW),))
    return taken + Taken({"source": source} if source else {})


def _read_place(row: SheetRow, options: ListOptions, index: PlaceIndex) -> Taken:
    taken, cells = Taken(), dict[str, Cell]()
    for name in row.cells:
        if name.startswith(PLACE):
            found, broken = filled(row, name)
            taken += broken
            cells |= {name.removeprefix(PLACE): cell for cell in found[-1:]}
    place = read_place({kind: cell.value for kind, cell in cells.items()}, index, options.place)
    if place.wrong_kind:
        taken += leave(cells[place.wrong_kind], place.expected)
    return taken + Taken({"place_code": place.code, "place_name": place.name})


def _read_deadline(row: SheetRow, options: ListOptions) -> Taken:
    """Of several measures the last day counts; every text that is no plain date stays in words as well."""
    cells, taken = filled(row, "deadline")
    deadlines = []
    for cell in cells:
        read = read_deadline(cell.value, options.year)
        if isinstance(read, Unreadable):
            taken += leave(cell, read.expected)
            continue
        deadlines.append(read)
        if isinstance(cell.value, str) and (read.term or parse_date(cell.value).value is None):
            taken += keep(cell.header, cell.text)
    return taken + _set_deadline(deadlines)


def _set_deadline(deadlines: list[Deadline]) -> Taken:
    """The last day and the longest term."""
    days = [one.day for one in deadlines if one.day]
    terms = [one.term for one in deadlines if one.term]
    values: dict[str, object] = {"deadline": max(days)} if days else {}
    return Taken(values | ({"term": max(terms, key=TERMS.index)} if terms else {}))


def _read_parts(row: SheetRow, parts: Mapping[str, str], values: Mapping[str, object], options: ListOptions) -> Taken:
    """What a text said inside, for the fields that are still empty; progress always stays in words."""
    taken = Taken()
    for name in LABELLED:
        text, limit = parts.get(name, ""), MAX_LENGTHS.get(name, LONGEST)
        if not text or name in values:
            continue
        if name == "progress":
            taken += keep(list_words().title(name), text)
        elif name == "deadline":
            read = read_deadline(text, options.year)
            taken += (
                _inner_problem(row, name, text, read.expected)
                if isinstance(read, Unreadable)
                else _set_deadline([read])
            )
        elif len(text) <= limit:
            taken += Taken({name: text})
        else:
            taken += _inner_problem(row, name, text, f"最多 {limit} 个字")
    return taken


def _inner_problem(row: SheetRow, name: str, text: str, expected: str) -> Taken:
    """Something inside a text that no field takes; the text itself is kept whole."""
    cell = row.first("description") or row.first("title") or row.first("remedy")
    letter, title = cell.letter if cell else "", list_words().title(name)
    return Taken(problems=(ListProblem(row.sheet, row.row, letter, title, quote(text), expected),))


def _defaults(row: SheetRow, options: ListOptions, values: Mapping[str, object]) -> Taken:
    """What fields that are still empty take from the section and from what was given for the whole list: the deadline also where
    what stands there is none (待定), not where a term without a day does (长期坚持)."""
    given = {
        "aspect": section_aspect(row.section), "source_document": options.document, "department": options.department,
        "deadline": None if values.get("term") else options.deadline,
    }  # fmt: skip
    return Taken({name: value for name, value in given.items() if value})


def _note(row: SheetRow, lines: tuple[str, ...]) -> tuple[str, Taken]:
    """The words of registration; what goes beyond the ledger's limit is in the kept file only, and is reported."""
    note = "\n".join(dict.fromkeys(lines))
    if len(note) <= MAX_NOTE:
        return note, Taken()
    expected = f"登记说明最多 {MAX_NOTE} 个字，其余只在留存的原文件里"
    problem = ListProblem(row.sheet, row.row, "", "登记说明", "", expected, NOTICE)
    return note[: MAX_NOTE - len(_CUT)] + _CUT, Taken(problems=(problem,))
