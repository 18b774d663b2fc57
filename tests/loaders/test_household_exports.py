"""The five national exports of 30 000 persons: their form, their import, and what one wrong cell costs."""

import json
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from python_calamine import CalamineWorkbook

from demo.books.fast_sheets import fast_workbook
from demo.books.households import EXPORTS
from demo.books.wrong_cells import HOUSEHOLD_CELLS
from demo.fill import BOOKS, FINDINGS
from demo.places.world import TODAY
from loaders.__main__ import main
from loaders.importing import import_file, preview
from store.versions import Store
from tests.indicators.checks.found_rows import find_rows
from tests.indicators.checks.twins.rules import checks

PERIOD = "2021-11"
PLACES = "行政区划和分组.xlsx"
PEOPLE = "（自定义）监测对象信息_湘西_202111.xlsx"
WRONG_ROW = 20_001
FILES = [f"{book.file}_202111.xlsx" for book in EXPORTS]


def read_cells(path: Path) -> list[list[Any]]:
    """All rows of the first sheet, short ones filled up."""
    return CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()


@pytest.mark.parametrize("file", FILES, ids=[book.table for book in EXPORTS])
def test_an_export_has_two_lines_of_title_its_header_on_row_three_and_only_texts(demo_folder: Path, file: str) -> None:
    rows = read_cells(demo_folder / BOOKS / file)
    assert "模拟数据" in rows[0][0] and not any(rows[0][1:]) and not any(rows[1][1:])
    assert rows[2][0] in ("县", "县(市、区、旗)") and rows[2][2] in ("村", "行政村") and all(rows[2])
    assert {type(cell) for row in rows for cell in row} == {str}
    if "出生日期" in rows[2]:
        months = {len(row[rows[2].index("出生日期")]) for row in rows[3:]}
        assert months == {6} and len(rows) > 30_000


@pytest.fixture
def placed_folder(demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder with nothing but the places."""
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    import_file(demo_folder / BOOKS / PLACES, folder=folder, who="某某")
    return folder


def test_the_five_exports_are_imported_from_the_command_line(
    demo_folder: Path, placed_folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each without anybody naming its table, period or place; nothing is wrong but the cells made wrong on purpose."""
    found = []
    for file, book in zip(FILES, EXPORTS, strict=True):
        assert main(["import", str(demo_folder / BOOKS / file), "--json"]) == 0
        answer = json.loads(capsys.readouterr().out)
        assert answer["table"] == book.table and answer["header_row"] == 3
        assert answer["rows_read"] == answer["rows_stored"] == len(read_cells(demo_folder / BOOKS / file)) - 3
        found += [(file, one["header"], one["kind"]) for one in answer["problems"]]
    planted = [(one.file, one.header, one.kind) for one in HOUSEHOLD_CELLS if one.file in FILES]
    assert sorted(found) == sorted(planted)
    with Store(placed_folder).connect() as connection:
        for book in EXPORTS:
            codes, counties, periods = connection.execute(
                f"SELECT count(*) FILTER (length(place_code) = 12), count(DISTINCT county_code), list(DISTINCT period)"
                f" FROM {book.table}"
            ).fetchall()[0]
            total = connection.execute(f"SELECT count(*) FROM {book.table}").fetchall()[0][0]
            assert (codes, counties, periods) == (total, 8, [PERIOD])
        lengths = connection.execute("SELECT DISTINCT length(id_number) FROM monitored_persons").fetchall()
        assert {18, 20, 22} <= {row[0] for row in lengths}


@pytest.fixture
def wrong_export(demo_folder: Path, tmp_path: Path) -> Path:
    """The export of persons with a word for an area in row 20 001, whose person is also without 大病保险."""
    rows = read_cells(demo_folder / BOOKS / PEOPLE)
    headers, body = rows[2], [list(row) for row in rows[3:]]
    row = body[WRONG_ROW - 4]
    row[headers.index("耕地面积（亩）")] = "三亩半"
    row[headers.index("户类型")] = "脱贫户"
    row[headers.index("是否参加大病保险")] = "否"
    path = tmp_path / PEOPLE
    columns = list(zip(*body, strict=True))
    path.write_bytes(fast_workbook("监测对象信息", [rows[0][0], rows[1][0]], headers, columns))
    return path


def without_sources(frame: pa.Table) -> pa.Table:
    return frame.drop_columns(["source_file", "source_hash", "source_sheet", "import_id"])


def test_a_wrong_cell_in_row_20001_costs_that_cell(demo_folder: Path, placed_folder: Path, wrong_export: Path) -> None:
    (before,) = preview(demo_folder / BOOKS / PEOPLE, folder=placed_folder).sheets
    (after,) = preview(wrong_export, folder=placed_folder).sheets
    assert before.frame is not None and after.frame is not None
    assert before.rows_stored == after.rows_stored >= 30_000
    more = [problem for problem in after.problems if problem not in before.problems]
    (problem,) = more
    assert (problem.sheet, problem.row, problem.header) == ("监测对象信息", WRONG_ROW, "耕地面积（亩）")
    assert (problem.kind, problem.came) == ("not_a_number", "三亩半")
    assert after.file == PEOPLE
    old, new = without_sources(before.frame).to_pylist(), without_sources(after.frame).to_pylist()
    different = [at for at, (one, other) in enumerate(zip(old, new, strict=True)) if one != other]
    assert [new[at]["source_row"] for at in different] == [WRONG_ROW]
    row = different[0]
    changed = {name for name in old[row] if old[row][name] != new[row][name]}
    assert changed - {"household_kind"} == {"farmland_mu", "has_critical_insurance", "refused_columns"}
    assert new[row]["refused_columns"] == ",farmland_mu,"
    assert new[row]["farmland_mu"] is None and old[row]["farmland_mu"] is not None


def test_the_other_checks_of_that_row_still_run(placed_folder: Path, wrong_export: Path) -> None:
    import_file(wrong_export, folder=placed_folder, who="某某")
    with Store(placed_folder).connect() as connection:
        found = find_rows(connection, [checks().measures["n_2_01_016"]], PERIOD).to_pylist()
    assert WRONG_ROW in [one["source_row"] for one in found]
    assert {one["source_file"] for one in found} == {PEOPLE}


def test_each_planted_fault_is_found_and_no_other(demo_folder: Path) -> None:
    """Rule by rule over the 30 000 persons, on the demonstration's own day: what is found is what was planted, no more and no less."""
    expected: dict[str, set[str]] = {}
    for check, key in json.loads((demo_folder / FINDINGS).read_text(encoding="utf-8"))["findings"]:
        expected.setdefault(check, set()).add(key)
    measures = checks().measures
    found: dict[str, set[str]] = {}
    with Store(demo_folder).connect() as connection:
        rows = find_rows(connection, list(measures.values()), PERIOD, day=TODAY)
    for check, key in zip(rows["check"].to_pylist(), rows["row_key"].to_pylist(), strict=True):
        found.setdefault(check, set()).add(key)
    wrong = {
        check: (len(found.get(check, set()) - keys), len(keys - found.get(check, set())))
        for check in expected.keys() | found.keys()
        if (keys := expected.get(check, set())) != found.get(check, set())
    }
    assert wrong == {}
    assert sum(check.startswith("n_") for check in expected) >= 100


def test_findings_are_new_still_there_or_gone_since_last_month(demo_folder: Path) -> None:
    measures = [one for one in checks().measures.values() if one.code]
    keys = {}
    with Store(demo_folder).connect() as connection:
        for period in ("2021-10", PERIOD):
            rows = find_rows(connection, measures, period, "433123")
            keys[period] = set(zip(rows["check"].to_pylist(), rows["row_key"].to_pylist(), strict=True))
    then, now = keys["2021-10"], keys[PERIOD]
    assert now - then and now & then and then - now
