"""Every kind of problem has a sheet that shows it, with the cell it is at and the words it says."""

import re
from pathlib import Path

import pytest

from loaders.cells.problems import KINDS, SheetProblem
from loaders.importing import import_file, preview
from store.versions import Store
from tests.bad.table_files import BAD_TABLES, REFUSED_TABLES, BadTable, RefusedTable
from tests.loaders.sheets import write_xlsx


def place(problem: SheetProblem) -> str:
    return f"{problem.column}{problem.row or ''}"


@pytest.mark.parametrize("bad", BAD_TABLES, ids=[bad.name for bad in BAD_TABLES])
def test_one_wrong_thing_is_named_with_its_cell(bad: BadTable, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "表.xlsx", {"表": bad.rows})
    (sheet,) = preview(path, bad.choices, folder=tmp_path).sheets
    assert not sheet.reason or bad.stored == 0, sheet.reason
    found = [problem for problem in sheet.problems if problem.kind == bad.kind]
    assert found, [(problem.kind, place(problem), problem.expected) for problem in sheet.problems]
    assert place(found[0]) == bad.cell
    assert bad.came in found[0].came and bad.expected in found[0].expected
    assert sheet.rows_stored == bad.stored, sheet.problems
    assert sheet.rows_read == sheet.rows_stored + sheet.rows_left_out


@pytest.mark.parametrize("bad", REFUSED_TABLES, ids=[bad.name for bad in REFUSED_TABLES])
def test_a_sheet_that_cannot_be_stored_says_why(bad: RefusedTable, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / bad.file, {"表": bad.rows})
    result = import_file(path, bad.choices, folder=tmp_path)
    assert not result.versions and Store(tmp_path).versions() == {}
    for words in bad.words:
        assert words in result.reason


def test_every_kind_of_the_catalogue_is_shown_by_a_sheet() -> None:
    shown = {bad.kind for bad in BAD_TABLES} | {"missing_required_column", "not_a_year", "rows_lost", "rows_stay"}
    shown |= {"rows_rewritten", "older_file", "was_withdrawn"}  # test_replaced.py: they want stored rows too
    shown |= {"twin_header"}  # test_open_items.py: columns of a declared table are not kept apart
    shown |= {"shared_cell"}  # tests/loaders/test_read_by_a_person.py: cells alone merge nothing
    shown |= {"hidden_parts"}  # tests/loaders/files/test_markup.py: cells alone hide nothing
    assert shown >= set(KINDS), set(KINDS) - shown
    assert len(BAD_TABLES) + len(REFUSED_TABLES) >= 50


def test_a_missing_column_is_a_problem_with_a_suggestion(tmp_path: Path) -> None:
    rows = [["县", "年度", "评定等次"], ["凤凰县", 2021, "好"]]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    from loaders.recognise.choices import Choices

    (sheet,) = preview(path, Choices(table="grades"), folder=tmp_path).sheets
    assert [problem.kind for problem in sheet.problems] == ["missing_required_column"]
    assert sheet.missing == ["等次"] and sheet.suggestions[0].options[0][0] == "grade"


def test_codes_and_words_are_stable_and_chinese() -> None:
    for code, kind in KINDS.items():
        assert re.fullmatch(r"[a-z]+(_[a-z]+)*", code)
        assert re.search(r"[\u4e00-\u9fff]", kind.title) and re.search(r"[\u4e00-\u9fff]", kind.todo)
