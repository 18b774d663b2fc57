"""620 mutations of good files, others each time: no unhandled error, and whatever was stored before stays byte by byte as it was."""

import io
import json
import os
import shutil
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.errors import UserError
from loaders.cells.problems import KINDS
from loaders.importing import import_file
from loaders.recognise.choices import Choices
from loaders.report import mark_workbook
from loaders.results import ImportResult
from store.declared.tables import find_table
from store.versions import Store
from tests.loaders.sheets import Rows, write_csv, write_xlsx

BYTE_MUTATIONS, CELL_MUTATIONS = 500, 120

GOOD: dict[str, list[list[Any]]] = {
    "projects": [
        ["凤凰县2021年项目表（单位：万元）"],
        ["序号", "县", "项目编号", "项目名称", "资金级次", "计划资金", "实际开工日期", "受益户数"],
        [1, "凤凰县", "P1", "路", "中央", 12.5, date(2021, 3, 1), 30],
        [2, "凤凰县", "P2", "桥", "省级", "1,300", date(2021, 4, 1), 12],
        [3, "花垣县", "P3", "渠", "县级", 4, "2021年5月1日", 7],
        ["合计", "", "", "", "", 1316.5, "", 49],
        ["备注：无"],
    ],
    "progress": [
        ["区划代码", "期次", "应排查户数", "已排查户数", "应参保人数", "已参保人数"],
        ["433123101", "2021-11", 100, 90, 300, 299],
        ["433123102", "2021-11", 80, 80, "—", ""],
    ],
    "wide": [
        ["县", "年份", "总人口(万人)", "GDP(亿元)", "绿化率(%)"],
        ["凤凰县", 2020, 36.5, 95.5, 45.5],
        ["凤凰县", 2021, 36.6, 99.1, 47],
        ["全州", "", 73.1, 194.6, ""],
    ],
    "long": [
        ["地区", "年度", "指标名称", "数值", "单位"],
        ["凤凰县", 2021, "GDP", 95.5, "亿元"],
        ["花垣县", 2021, "自来水普及率", 91.2, "%"],
    ],
    "notice": [
        ["2021年支出通报"],
        ["单位类别", "单位", "支出(万元)", "支出进度"],
        ["部门", "水利局", 10.5, "85.5%"],
        ["乡镇", "甲镇", "", "90%"],
        ["小计", "乡镇", 8.25, "88%"],
        ["小计", "其中:专项", 3, "80%"],
        ["合计", "全县", 18.75, "86.6%"],
    ],
    "summary": [
        ["分类方式", "类别", "资产数", "金额(万元)", "年度", "区划代码"],
        ["类型", "经营性", 3, 10.25, 2021, "433123"],
        ["类型", "公益性", 2, 5.5, 2021, "433123"],
        ["类型", "合计", 5, 15.75, "", ""],
        ["归属", "村", 5, 15.75, 2021, "433123"],
    ],
}
FIRST = [["县", "年度", "等次"], ["凤凰县", 2020, "好"], ["花垣县", 2020, "较好"]]


class Base:
    """A data folder with something stored, and good files to change. No dataclass: it is not to be printed."""

    def __init__(self, root: Path, folder: Path, files: dict[str, bytes]) -> None:
        self.root, self.folder, self.files = root, folder, files
        self.state, self.versions = contents(folder), Store(folder).versions()


def contents(folder: Path) -> dict[str, bytes]:
    store = folder / "store"
    return {str(path.relative_to(folder)): path.read_bytes() for path in store.rglob("*") if path.is_file()}


@pytest.fixture(scope="module", autouse=True)
def one_thread() -> Iterator[None]:
    """Small tables need no pool of threads a connection."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DUCKDB_THREADS", "1")
        yield


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Base:
    root = tmp_path_factory.mktemp("mutations")
    folder = root / "data"
    import_file(write_xlsx(root / "一.xlsx", {"表": FIRST}), folder=folder)
    for name, rows in GOOD.items():
        assert import_file(
            write_xlsx(root / f"{name}.xlsx", {"表": rows}), Choices(replace="all"), folder=folder
        ).versions, name
    write_csv(root / "wide.csv", GOOD["wide"], "gb18030")
    files = {path.name: path.read_bytes() for path in root.glob("*.*") if path.name[0] != "一"}
    return Base(root, folder, files)


def try_import(base: Base, path: Path, choices: Choices) -> ImportResult | None:
    """Imports into a copy of the stored data and compares what came out with everything that must be true."""
    folder = base.root / uuid.uuid4().hex
    shutil.copytree(base.folder / "store", folder / "store", copy_function=os.link)
    try:
        try:
            result = import_file(path, replace(choices, replace="all"), folder=folder)
        except UserError as error:
            assert error.message and Store(folder).versions() == base.versions
            assert contents(folder) == base.state
            return None
        after = contents(folder)
        assert all(after[name] == data for name, data in base.state.items()), "a stored file changed"
        if not result.versions:
            assert Store(folder).versions() == base.versions and after == base.state and result.reason
        check_result(result)
        return result
    finally:
        shutil.rmtree(folder)


def check_result(result: ImportResult) -> None:
    for sheet in result.sheets:
        assert sheet.rows_read == sheet.rows_stored + sheet.rows_left_out
        assert bool(sheet.version) == bool(sheet.rows_stored) and bool(sheet.reason) != bool(sheet.version)
        assert {problem.kind for problem in sheet.problems} <= set(KINDS)
        assert all(problem.expected for problem in sheet.problems)
        json.dumps(sheet.as_dict(), allow_nan=False)
        if sheet.frame is not None:
            assert sheet.frame.column_names == list(find_table(sheet.table).stored_columns)
            sheet.first_rows()


def relaxed(examples: int) -> Callable[[Any], Any]:
    return settings(
        max_examples=examples, deadline=None, database=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.function_scoped_fixture],
    )  # fmt: skip


@st.composite
def byte_changes(draw: st.DrawFn) -> list[tuple[str, float, bytes, int]]:
    """Up to four changes: what, where (share of the length), with which bytes, how many."""
    kinds = st.sampled_from(["set", "cut", "drop", "insert", "repeat"])
    change = st.tuples(kinds, st.floats(0, 1), st.binary(min_size=1, max_size=6), st.integers(1, 40))
    return draw(st.lists(change, min_size=1, max_size=4))


def change_bytes(data: bytes, changes: list[tuple[str, float, bytes, int]]) -> bytes:
    for kind, share, new, length in changes:
        at = int(share * len(data))
        if kind == "set":
            data = data[:at] + new + data[at + len(new) :]
        elif kind == "cut":
            data = data[:at]
        elif kind == "drop":
            data = data[:at] + data[at + length :]
        elif kind == "insert":
            data = data[:at] + new + data[at:]
        else:
            data = data[:at] + data[at : at + length] * 2 + data[at + length :]
    return data


def change_member(data: bytes, name: str, changes: list[tuple[str, float, bytes, int]]) -> bytes:
    """The same archive with one unpacked member changed: reaches the XML behind the compression."""
    target = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for member in old.namelist():
            content = old.read(member)
            new.writestr(member, change_bytes(content, changes) if member.endswith(name) else content)
    return target.getvalue()


@relaxed(BYTE_MUTATIONS)
@given(
    name=st.sampled_from([*(f"{name}.xlsx" for name in GOOD), "wide.csv", "wide.csv"]),
    member=st.sampled_from(["", "sheet1.xml", "sharedStrings.xml", "workbook.xml", "styles.xml"]),
    changes=byte_changes(),
)
def test_changed_bytes(base: Base, name: str, member: str, changes: list[tuple[str, float, bytes, int]]) -> None:
    data = base.files[name]
    is_member = member and name.endswith(".xlsx")
    path = base.root / f"changed_{name}"
    path.write_bytes(change_member(data, member, changes) if is_member else change_bytes(data, changes))
    try_import(base, path, Choices())


CELLS = st.one_of(
    st.text(max_size=12),
    st.sampled_from(
        ["", "—", "合计", "小计", "其中:", "全州", "凤凰县", "433123", "2021-11", "202113", "85%", "1,234", "1e5", "３４", "万元",
         "#REF!", "=A1", "是", "否", "无", "2021年2月30日", "约5", "12户", "备注：", "县", "项目", "9" * 30, "　"]
    ),
    st.integers(-(10**18), 10**18),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.dates(date(1900, 3, 1), date(9999, 12, 31)),
    st.none(),
)  # fmt: skip
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("set"), st.integers(0, 9), st.integers(0, 9), CELLS),
        st.tuples(st.just("swap"), st.integers(0, 9), st.integers(0, 9), st.none()),
        st.tuples(st.just("repeat"), st.integers(0, 9), st.integers(0, 9), st.none()),
        st.tuples(st.just("drop_row"), st.integers(0, 9), st.just(0), st.none()),
        st.tuples(st.just("drop_column"), st.integers(0, 9), st.just(0), st.none()),
        st.tuples(st.just("insert"), st.integers(0, 9), st.just(0), CELLS),
        st.tuples(st.just("column"), st.integers(0, 9), st.just(0), CELLS),
    ),
    min_size=1,
    max_size=5,
)


def change_cells(rows: Rows, changes: list[tuple[str, int, int, Any]]) -> list[list[Any]]:
    changed = [list(row) for row in rows]
    for kind, one, other, cell in changes:
        if not changed:
            break
        at, second = one % len(changed), other % len(changed)
        if kind == "set":
            changed[at] += [None] * (other + 1 - len(changed[at]))
            changed[at][other] = cell
        elif kind == "swap":
            changed[at], changed[second] = changed[second], changed[at]
        elif kind == "repeat":
            changed.insert(second, list(changed[at]))
        elif kind == "drop_row":
            del changed[at]
        elif kind == "drop_column":
            changed = [row[:one] + row[one + 1 :] for row in changed]
        elif kind == "insert":
            changed.insert(at, [cell])
        else:
            for row in changed:
                row[one : one + 1] = [cell]
    return changed


@relaxed(CELL_MUTATIONS)
@given(
    name=st.sampled_from(list(GOOD)),
    changes=CHANGES,
    as_csv=st.booleans(),
    marks=st.integers(0, 4),
    choices=st.sampled_from(
        [
            Choices(),
            Choices(),
            Choices(period="2021"),
            Choices(place="433100"),
            Choices(table="fund_projects", period="2021"),
        ]
    ),
)
def test_changed_cells(
    base: Base, name: str, changes: list[tuple[str, int, int, Any]], as_csv: bool, marks: int, choices: Choices
) -> None:
    rows = change_cells(GOOD[name], changes)
    path = (
        write_csv(base.root / f"cells_{name}.csv", rows)
        if as_csv
        else write_xlsx(base.root / f"cells_{name}.xlsx", {"表": rows})
    )
    result = try_import(base, path, choices)
    if result is not None and result.problems and marks == 0:
        assert mark_workbook(path, result.book, result.problems, result.totals)[:2] == b"PK"
