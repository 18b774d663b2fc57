"""Which empty cells of a stored row say nothing, and rows that no number tells apart."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from demo.places.world import COUNTIES
from loaders.cells.texts import id_check_digit
from loaders.importing import import_file, preview
from loaders.recognise.choices import Choices
from loaders.results import SheetResult
from store import UNREAD_COLUMNS
from store.versions import Store
from tests.indicators.small_case import write_rows
from tests.loaders.check.checking import check_sheet, column
from tests.loaders.sheets import Rows, write_xlsx

COUNTY, TOWN, VILLAGE = "433123", "433123901", "433123901201"
HEADERS = ["县", "乡", "村", "户编号", "证件号码", "与户主关系", "户类型", "耕地面积（亩）"]
AT = ["凤凰县", "甲镇", "一村"]


def number(tail: int) -> str:
    first = f"43312319700101{tail:03d}"
    return first + id_check_digit(first)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder with one village."""
    store = Store(tmp_path / "data")
    names = {COUNTY: ("凤凰县", "county"), TOWN: ("甲镇", "township"), VILLAGE: ("一村", "village")}
    assert COUNTY in {one.code for one in COUNTIES}
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in names.items()])
    return tmp_path / "data"


def look(folder: Path, rows: Rows, table: str = "monitored_persons", **choices: Any) -> SheetResult:
    return check_sheet(write_xlsx(folder.parent / "表.xlsx", {"表": rows}), folder, table=table, **choices)


def test_a_refused_cell_is_told_from_an_empty_one(folder: Path) -> None:
    """A wrong check digit and a number of 15 digits are left out and named; an empty cell is not named."""
    wrong = number(2)[:17] + ("0" if number(2)[17] != "0" else "1")
    ids = [number(1), wrong, "433123700101003", ""]
    rows = [HEADERS, *([*AT, f"H{at}", one, "户主", "脱贫户", 3] for at, one in enumerate(ids))]
    sheet = look(folder, rows, period="2021-11")
    assert column(sheet, "id_number") == [number(1), None, None, None]
    assert column(sheet, "refused_columns") == [None, ",id_number,", ",id_number,", None]


def test_columns_that_a_sheet_lacks_are_named_in_every_row_and_those_it_has_are_not(folder: Path) -> None:
    sheet = look(folder, [HEADERS, [*AT, "H1", number(1), "户主", "脱贫户", ""]], period="2021-11")
    (absent,) = column(sheet, "absent_columns")
    assert ",is_no_labour_household," in absent and ",woodland_mu," in absent
    assert not any(f",{name}," in absent for name in ("farmland_mu", "household_kind", "id_number", "relation"))


@pytest.mark.parametrize(
    ("header", "name", "stored"),
    [
        ("整户无劳动能力兜底保障户", "is_no_labour_household", True),
        ("风险消除后是否住房损毁", "is_house_damaged_since", True),
        ("风险消除后是否饮水设施损毁", "is_water_damaged_since", True),
        ("失学或辍学原因", "not_in_school_reason", "是"),
        ("公益性岗位帮扶", "post_help", "是"),
        ("是否有家庭成员未参加城乡居民（职工）基本医疗保险", "has_uninsured_member", True),
    ],
)
def test_a_column_of_the_export_is_read_by_the_name_it_has_there(
    folder: Path, header: str, name: str, stored: Any
) -> None:
    """Else what the cell says is taken for left empty, and a right household for a wrong one."""
    sheet = look(folder, [[*HEADERS, header], [*AT, "H1", number(1), "户主", "脱贫户", 3, "是"]], period="2021-11")
    assert column(sheet, name) == [stored] and f",{name}," not in column(sheet, "absent_columns")[0]


def test_a_figure_that_is_refused_is_named(folder: Path) -> None:
    rows = [HEADERS, [*AT, "H1", number(1), "户主", "脱贫户", "三亩半"]]
    sheet = look(folder, rows, period="2021-11")
    assert column(sheet, "farmland_mu") == [None] and column(sheet, "refused_columns") == [",farmland_mu,"]


def test_persons_without_a_number_are_persons(folder: Path) -> None:
    """Two newborns of one household, and one whose number is wrong, are three rows; nothing is left out."""
    people = [("", "之女"), ("", "之子"), (number(5)[:17], "孙子")]
    rows = [HEADERS, *([*AT, "H1", one, relation, "脱贫户", 3] for one, relation in people)]
    sheet = look(folder, rows, period="2021-11")
    assert (sheet.rows_read, sheet.rows_stored) == (3, 3)
    assert not [problem for problem in sheet.problems if problem.costs == "row"]
    imported = import_file(
        folder.parent / "表.xlsx", Choices(table="monitored_persons", period="2021-11"), folder=folder
    )
    assert imported.versions == ("monitored_persons@0",)


def test_the_same_number_twice_in_a_household_is_still_left_out(folder: Path) -> None:
    rows = [HEADERS, *([*AT, "H1", number(1), relation, "脱贫户", 3] for relation in ("户主", "配偶"))]
    path = write_xlsx(folder.parent / "表.xlsx", {"表": rows})
    (sheet,) = preview(path, Choices(table="monitored_persons", period="2021-11"), folder=folder).sheets
    assert sheet.rows_stored == 0 and {problem.kind for problem in sheet.problems} >= {"duplicate_key"}


def test_without_the_places_the_reason_says_what_to_import_first_and_how(tmp_path: Path) -> None:
    """A department's register into an empty data folder stores nothing, and says why; it brings no places of its own."""
    rows = [["县", "乡镇", "村", "姓名", "证件号码", "救助类别"], [*AT, "某某", number(1), "农村低保"]]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    choices = Choices(table="low_income_register", period="2021-11")
    result = import_file(path, choices, folder=tmp_path / "empty")
    assert not result.versions
    assert "请先导入《行政区划表》" in result.reason and "模板" in result.reason


def test_a_second_townships_file_leaves_the_first_ones_rows_and_says_so(folder: Path) -> None:
    """Of the same county and month; that all go wants a word."""
    store = Store(folder)
    more = {"433123902": ("乙镇", "township"), "433123902201": ("二村", "village")}
    names = {COUNTY: ("凤凰县", "county"), TOWN: ("甲镇", "township"), VILLAGE: ("一村", "village")} | more
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in names.items()])
    choices = Choices(table="monitored_persons", period="2021-11")
    first = write_xlsx(folder.parent / "甲镇.xlsx", {"表": [HEADERS, [*AT, "H1", number(1), "户主", "脱贫户", 3]]})
    import_file(first, choices, folder=folder)
    row = ["凤凰县", "乙镇", "二村", "H2", number(2), "户主", "脱贫户", 3]
    second = write_xlsx(folder.parent / "乙镇.xlsx", {"表": [HEADERS, row]})
    (said,) = [one for one in preview(second, choices, folder=folder).problems if one.kind == "rows_stay"]
    assert "甲镇.xlsx" in said.came and "1 行" in said.came and said.costs == "notice"
    everything = replace(choices, replace="all")
    (said,) = [one for one in preview(second, everything, folder=folder).problems if one.kind == "rows_lost"]
    assert "甲镇.xlsx" in said.came
    import_file(second, choices, folder=folder)
    assert households(folder) == ["H1", "H2"]
    import_file(second, everything, folder=folder)
    assert households(folder) == ["H2"]


def households(folder: Path) -> list[str]:
    with Store(folder).connect() as connection:
        return [
            code
            for (code,) in connection.execute("SELECT household_code FROM monitored_persons ORDER BY ALL").fetchall()
        ]


def test_an_answer_left_empty_costs_the_answer_and_not_the_household(folder: Path) -> None:
    """A household left out would make the share of the content better than it is known to be."""
    headers = ["县", "乡镇", "村", "户编号", "总体满意度"]
    rows = [headers, [*AT, "H1", "满意"], [*AT, "H2", ""], [*AT, "H3", "很不满"]]
    sheet = look(folder, rows, "satisfaction_sample", period="2021")
    assert sheet.rows_stored == 3 and column(sheet, "answer") == ["满意", None, None]
    assert [(one.row, one.kind, one.costs) for one in sheet.problems] == [
        (3, "missing_cell", "cell"),
        (4, "not_a_choice", "cell"),
    ]


def test_two_clues_without_their_day_are_both_kept(folder: Path) -> None:
    headers = ["县", "乡镇", "村", "户编号", "发现日期", "识别结果"]
    rows = [headers, [*AT, "H1", "", "纳入"], [*AT, "H1", "", "不予纳入"], [*AT, "H1", date(2021, 3, 1), "纳入"]]
    sheet = look(folder, rows, "inclusion_register", period="2021")
    assert sheet.rows_stored == 3 and {one.kind for one in sheet.problems} == {"missing_cell"}


def test_two_batches_of_one_source_are_both_kept_and_said(folder: Path) -> None:
    headers = ["县", "项目编号", "项目名称", "资金级次", "计划资金(万元)"]
    rows = [
        headers,
        ["凤凰县", "P1", "路", "中央", 100],
        ["凤凰县", "P1", "路", "中央", 60],
        ["凤凰县", "P1", "路", "中央", 60],
    ]
    sheet = look(folder, rows, "fund_projects", period="2021")
    assert column(sheet, "budget_cny") == [1_000_000.0, 600_000.0]
    assert sorted((one.row or 0, one.kind) for one in sheet.problems) == [
        (2, "several_batches"),
        (3, "several_batches"),
        (4, "identical_row"),
    ]
    assert import_file(folder.parent / "表.xlsx", Choices(table="fund_projects", period="2021"), folder=folder).versions


PERSONS = ["县", "乡", "村", "户编号", "与户主关系", "户类型", "监测对象类别", "在校生状况"]


def persons_sheet(count: int, kinds: dict[int, str], states: str = "小学") -> Rows:
    """So many households of one person; `kinds` is 监测对象类别 by row, empty elsewhere."""
    return [PERSONS, *([*AT, f"H{at}", "户主", "脱贫户", kinds.get(at, ""), states] for at in range(count))]


def test_a_kind_that_nobody_of_a_county_has_says_nothing_and_is_said(folder: Path) -> None:
    """Thirty rows without one 监测对象类别 are no county without monitored households; one row that has it makes the others a no."""
    sheet = look(folder, persons_sheet(30, {}), period="2021-11")
    assert all(",monitoring_kind," in one for one in column(sheet, "absent_columns"))
    (said,) = [one for one in sheet.problems if one.kind == "left_empty"]
    assert (said.column, said.came, said.costs) == ("G", "凤凰县 30 行全部为空", "notice")
    filled = look(folder, persons_sheet(30, {3: "边缘易致贫户"}), period="2021-11")
    assert not any(",monitoring_kind," in one for one in column(filled, "absent_columns"))
    assert not [one for one in filled.problems if one.kind == "left_empty"]
    few = look(folder, persons_sheet(29, {}), period="2021-11")
    assert not any(",monitoring_kind," in one for one in column(few, "absent_columns")), "a village may have none"


def test_a_word_for_no_is_an_answer_and_no_kind(folder: Path) -> None:
    """无 in every cell: nobody is monitored, and that is known."""
    sheet = look(folder, persons_sheet(30, dict.fromkeys(range(30), "无"), "否"), period="2021-11")
    assert column(sheet, "monitoring_kind") == column(sheet, "student_state") == [None] * 30
    unread = [f"{one}{two or ''}" for one, two in zip(*(column(sheet, name) for name in UNREAD_COLUMNS), strict=True)]
    assert not any(name in one for one in unread for name in (",monitoring_kind,", ",student_state,"))
    assert not [one for one in sheet.problems if one.kind == "left_empty"]


def test_a_kind_left_empty_beside_the_month_of_inclusion_is_unknown_and_said(folder: Path) -> None:
    """Who was included, or removed, was of some kind: the empty cell is no no. A word for no beside it is what it says."""
    dated = [
        ["边缘易致贫户", "2021-03", ""], ["", "2021-04", ""], ["", "", "2021-06"], ["", "", ""], ["无", "2021-05", ""],
    ]  # fmt: skip
    rows = [
        ["县", "乡", "村", "户编号", "与户主关系", "户类型", "监测对象类别", "识别监测时间", "消除监测时间"],
        *([*AT, f"H{at}", "户主", "脱贫户", *one] for at, one in enumerate(dated)),
    ]
    sheet = look(folder, rows, period="2021-11")
    assert column(sheet, "refused_columns") == [None, ",monitoring_kind,", ",monitoring_kind,", None, None]
    said = [one for one in sheet.problems if one.kind == "missing_cell"]
    assert [(one.column, one.row, one.costs) for one in said] == [("G", 3, "cell"), ("G", 4, "cell")]
    assert "识别监测时间" in said[0].expected
    assert len(sheet.frame) == 5, "no row is lost"


def test_a_day_that_has_not_come_is_no_day_on_which_something_was_done(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A handbook updated in 2031 is a slip of the pen: the cell is named and left out, so that nobody can say."""
    rows = [
        ["县", "乡", "村", "户编号", "最近更新日期"],
        *([*AT, f"H{at}", day] for at, day in enumerate(("2021-11-02", "2031-11-02", "2021-11-20", ""))),
    ]
    monkeypatch.setenv("TODAY", "2021-11-20")
    sheet = look(folder, rows, "handbooks", period="2021")
    assert column(sheet, "last_updated_on") == [date(2021, 11, 2), None, date(2021, 11, 20), None]
    assert column(sheet, "refused_columns") == [None, ",last_updated_on,", None, None]
    (said,) = [one for one in sheet.problems if one.kind == "day_not_come"]
    assert (said.row, said.column, said.came, said.expected) == (3, "E", "2031-11-02", "不晚于 2021-11-20 的日期")


def test_only_the_county_that_left_the_column_empty_is_unknown(folder: Path) -> None:
    """A prefecture's file: 凤凰县 has its kinds, 泸溪县 none."""
    store = Store(folder)
    more = {"433122": ("泸溪县", "county"), "433122901": ("丙镇", "township"), "433122901201": ("三村", "village")}
    names = {COUNTY: ("凤凰县", "county"), TOWN: ("甲镇", "township"), VILLAGE: ("一村", "village")} | more
    write_rows(store, "places", [{"code": code, "name": name, "level": level} for code, (name, level) in names.items()])
    rows = persons_sheet(30, {3: "边缘易致贫户"})
    rows += [["泸溪县", "丙镇", "三村", f"L{at}", "户主", "脱贫户", "", "小学"] for at in range(30)]
    sheet = look(folder, rows, period="2021-11")
    asked = dict(zip(column(sheet, "household_code"), column(sheet, "absent_columns"), strict=True))
    assert {code[0] for code, one in asked.items() if ",monitoring_kind," in one} == {"L"}


def test_a_sheet_without_the_kind_is_said_to_lack_it(folder: Path) -> None:
    rows = [[cell for at, cell in enumerate(row) if at != 6] for row in persons_sheet(30, {})]
    (said,) = [one for one in look(folder, rows, period="2021-11").problems if one.kind == "left_empty"]
    assert said.came == "没有这一列" and "监测对象类别" in said.expected
