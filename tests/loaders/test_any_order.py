"""The national exports into an empty store by one command in any order, and the official places after them."""

import itertools
import json
from pathlib import Path
from typing import Any

import pytest

from core.places import is_provisional
from loaders.__main__ import main
from loaders.importing import import_file, preview
from loaders.recognise import Choices
from store import Store, read_places
from tests.loaders.sheets import Rows, write_xlsx

TITLES = [["凤凰县导出（模拟数据）"], ["2021年11月"]]
BOOKS: dict[str, Rows] = {
    "（自定义）监测对象信息": [
        ["县", "乡", "村", "户编号", "证件号码", "与户主关系", "监测对象类别", "人均纯收入（元）"],
        ["凤凰县", "甲镇", "一村", "H1", "", "户主", "突发严重困难户", "9000"],
        ["凤凰县", "乙乡", "三村", "H2", "", "户主", "突发严重困难户", "8000"],
    ],
    "（乡村建设）户信息": [
        ["县(市、区、旗)", "乡(镇)", "行政村", "户编号", "证件号码", "户类型", "卫生厕所是否能正常使用"],
        ["凤凰县", "甲镇", "二村", "H3", "", "脱贫户", "是"], ["凤凰县", "甲镇", "一村", "H1", "", "脱贫户", "否"],
    ],
    "（务工月监测）已外出务工信息": [
        ["县", "乡", "行政村", "户编号", "证件号码", "户类型", "是否已务工", "务工所在县", "务工月收入"],
        ["凤凰县", "乙乡", "四村", "H4", "", "脱贫户", "是", "某县", "4000"],
    ],
    "计划外出务工信息": [
        ["县", "乡", "行政村", "户编号", "证件号码", "是否计划务工", "计划务工所在县"], ["凤凰县", "丙镇", "五村", "H5", "", "是", "某县"],
    ],
    "（自定义）行政村信息": [
        ["县", "乡", "村", "是否出列", "总户数", "总人口数"], ["凤凰县", "甲镇", "一村", "是", "120", "480"],
        ["凤凰县", "甲镇", "二村", "是", "90", "300"],
    ],
}  # fmt: skip
ORDERS = [*itertools.islice(itertools.permutations(range(5)), 0, 120, 29)]


def exports(folder: Path) -> list[Path]:
    return [write_xlsx(folder / f"{name}_202111.xlsx", {name: [*TITLES, *rows]}) for name, rows in BOOKS.items()]


def query(folder: Path, text: str) -> list[tuple[Any, ...]]:
    with Store(folder).connect() as connection:
        return connection.execute(text).fetchall()


@pytest.mark.parametrize("order", ORDERS)
def test_the_exports_are_all_in_whatever_comes_first(
    order: tuple[int, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data"
    monkeypatch.setenv("DATA_DIR", str(folder))
    files = exports(tmp_path)
    assert main(["import", *(str(files[at]) for at in order), "--json"]) == 0
    answers = json.loads(capsys.readouterr().out)
    assert [answer["rows_left_out"] for answer in answers] == [0] * 5
    assert sum(answer["rows_stored"] for answer in answers) == 8
    names = query(folder, "SELECT level, name FROM places ORDER BY 1, 2")
    assert names == [
        ("township", "丙镇"), ("township", "乙乡"), ("township", "甲镇"), *(("village", f"{at}村") for at in "一三二五四"),
    ]  # fmt: skip
    same = query(
        folder, "SELECT count(DISTINCT code) FROM (SELECT place_code AS code FROM village_facts WHERE place_name = '一村' "
        "UNION ALL SELECT place_code FROM monitored_persons WHERE place_name = '一村')",
    )  # fmt: skip
    assert same == [(1,)]
    said = [one for answer in answers for one in answer["problems"] if one["kind"] == "places_registered"]
    assert said and "甲镇" in "".join(one["came"] for one in said)


def test_looking_enters_nothing(tmp_path: Path) -> None:
    (sheet,) = preview(exports(tmp_path)[0], folder=tmp_path / "data").sheets
    assert sheet.rows_stored == 2
    assert Store(tmp_path / "data").versions() == {}


def test_official_places_that_come_later_take_the_provisional_ones_over(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    for path in exports(tmp_path):
        import_file(path, folder=folder)
    before = query(folder, "SELECT DISTINCT place_code FROM village_facts")
    assert all(is_provisional(code) for (code,) in before)
    official = [
        ["区划代码", "地区名称", "级别"], ["433123101", "甲镇", "乡镇"], ["433123202", "乙乡", "乡镇"], ["433123101201", "一村", "村"],
        ["433123101202", "二村", "村"], ["433123202203", "三村", "村"],
    ]  # fmt: skip
    result = import_file(write_xlsx(tmp_path / "区划.xlsx", {"区划": official}), Choices(table="places"), folder=folder)
    assert len(result.versions) == 2
    assert query(folder, "SELECT DISTINCT place_code FROM village_facts ORDER BY 1") == [
        ("433123101201",),
        ("433123101202",),
    ]
    index = read_places(Store(folder))
    found = index.resolve("一村", within="433123", level="village").place
    assert found and found.code == "433123101201"
    again = preview(write_xlsx(tmp_path / "又.xlsx", {"村": [*TITLES, *BOOKS["（自定义）行政村信息"]]}), folder=folder)
    assert [sheet.rows_stored for sheet in again.sheets] == [2] and not again.problems


def test_beside_official_townships_an_unknown_name_stays_a_problem(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    official = [["区划代码", "地区名称", "级别"], ["433123101", "甲镇", "乡镇"], ["433123101201", "一村", "村"]]
    import_file(write_xlsx(tmp_path / "区划.xlsx", {"区划": official}), Choices(table="places"), folder=folder)
    (sheet,) = import_file(exports(tmp_path)[0], folder=folder).sheets
    assert sheet.rows_stored == 1
    assert [(one.kind, one.came) for one in sheet.problems if one.row] == [("unknown_place", "乙乡")]
    assert query(folder, "SELECT count(*) FROM places") == [(2,)]


def test_a_list_of_a_department_says_what_comes_first(tmp_path: Path) -> None:
    rows = [
        ["2021年11月"],
        ["县", "乡镇", "村", "姓名", "证件号码", "救助类别"],
        ["凤凰县", "甲镇", "一村", "某某", "", "农村低保"],
    ]
    path = write_xlsx(tmp_path / "低保.xlsx", {"低保": rows})
    (sheet,) = preview(path, Choices(table="low_income_register"), folder=tmp_path / "data").sheets
    assert sheet.rows_stored == 0
    assert "《行政区划表》" in sheet.reason and "《（自定义）监测对象信息》" in sheet.reason


def test_several_files_go_on_behind_one_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("DATA_DIR", str(tmp_path / "data"))
    broken = tmp_path / "坏.xlsx"
    broken.write_bytes(b"PK\x03\x04nothing")
    files = exports(tmp_path)
    assert main(["import", str(broken), str(files[4])]) == 1
    words = capsys.readouterr().out
    assert "坏.xlsx" in words and "已导入" in words
