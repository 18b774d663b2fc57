"""What a clerk answered once holds for the next file of the same shape."""

from pathlib import Path
from typing import Any

import pytest

from loaders.importing import import_file, preview
from loaders.recognise import Choices
from store import Store
from tests.loaders.sheets import write_xlsx


def file_of(folder: Path, title: str, head: list[Any], *rows: list[Any]) -> Path:
    return write_xlsx(folder / f"{len(list(folder.iterdir()))}.xlsx", {"表": [[title], head, *rows]})


def stored(folder: Path) -> list[tuple[Any, ...]]:
    with Store(folder).connect() as connection:
        return connection.execute("SELECT period, item, value, covers FROM indicator_values ORDER BY 1, 2").fetchall()


@pytest.mark.parametrize(("answer", "next_period"), [("2021-06", "2022-06"), ("2021", "2022")])
def test_what_half_a_year_is_stored_as_is_asked_once(answer: str, next_period: str, tmp_path: Path) -> None:
    folder = tmp_path / "data"
    head = ["县", "发展户数（户）"]
    first = file_of(tmp_path, "2021年上半年庭院经济情况", head, ["凤凰县", 31])
    assert "期次要确认" in import_file(first, folder=folder).reason
    assert import_file(first, Choices(period=answer), folder=folder).versions
    second = file_of(tmp_path, "2022年上半年庭院经济情况", head, ["凤凰县", 35])
    assert import_file(second, folder=folder).versions
    item = "庭院经济情况：发展户数（累计，户）"
    assert stored(folder) == [(answer, item, 31.0, "2021年1—6月累计"), (next_period, item, 35.0, "2022年1—6月累计")]
    other = file_of(tmp_path, "2022年第三季度庭院经济情况", head, ["凤凰县", 9])
    assert "期次要确认" in import_file(other, folder=folder).reason, "of another wording nothing was said"


def test_a_given_period_says_no_more_than_the_title_where_that_is_another(tmp_path: Path) -> None:
    path = file_of(tmp_path, "2021年上半年庭院经济情况", ["县", "发展户数（户）"], ["凤凰县", 31])
    (sheet,) = preview(path, Choices(period="2020-03"), folder=tmp_path / "data").sheets
    assert sheet.period == "2020-03" and not sheet.period_words


def test_period_place_and_units_are_asked_at_once(tmp_path: Path) -> None:
    head = ["等次", "评定人"]
    (sheet,) = preview(
        file_of(tmp_path, "评定结果", head, ["好", "甲科"]), Choices(table="grades"), folder=tmp_path / "data"
    ).sheets
    assert (sheet.asks, list(sheet.further)) == ("period", ["place"])
    assert "没有写明期次" in sheet.reason and "还有：表里没有地区列" in sheet.reason and "--place" in sheet.reason
    rows = [["吉首市", 0.5, "3万元"], ["凤凰县", 85, 120]]
    path = file_of(tmp_path, "工作进展", ["县市", "支出率", "拨付额"], *rows)
    (sheet,) = preview(path, folder=tmp_path / "data").sheets
    assert sheet.asks == "period" and not sheet.further
    assert {(one.kind, one.header) for one in sheet.problems} == {
        ("percent_unclear", "支出率"),
        ("unit_unknown", "拨付额"),
    }
    said = Choices(period="2021-11", columns=("支出率=open@小数", "拨付额=open@万元"))
    (sheet,) = preview(path, said, folder=tmp_path / "data").sheets
    assert sheet.rows_stored == 2 and not {one.kind for one in sheet.problems} & {"percent_unclear", "unit_unknown"}


def test_which_of_two_columns_of_one_declared_name_counts_is_asked_once(tmp_path: Path) -> None:
    folder, name = tmp_path / "data", "农村居民人均可支配收入（元）"
    head = ["县", name, "总人口（万人）", name]
    first = file_of(tmp_path, "2021年主要指标", head, ["凤凰县", 12000, 42, 12500])
    (sheet,) = preview(first, folder=folder).sheets
    assert sheet.asks == "columns" and "B 列" in sheet.reason and "D 列" in sheet.reason and not sheet.rows_stored
    assert import_file(first, Choices(columns=(f"{name}（第2列）=ignore",)), folder=folder).versions
    second = file_of(tmp_path, "2022年主要指标", head, ["凤凰县", 13000, 42, 13500])
    assert import_file(second, folder=folder).versions
    assert [row[:3] for row in stored(folder) if row[1] == "rural_income"] == [
        ("2021", "rural_income", 12000.0), ("2022", "rural_income", 13000.0),
    ]  # fmt: skip


def test_an_answer_on_one_table_is_not_taken_for_another_with_the_same_headers(tmp_path: Path) -> None:
    folder, head = tmp_path / "data", ["县市", "任务数", "完成数"]
    first = file_of(tmp_path, "湘西州2021年11月危房改造", head, ["吉首市", 120, 1])
    said = ("任务数=open:危房任务", "完成数=open@户")
    assert import_file(first, Choices(columns=said), folder=folder).versions
    for title, task in (("湘西州2021年12月参保登记", 30000), ("湘西州2021年12月危房改造", 130)):
        assert import_file(file_of(tmp_path, title, head, ["吉首市", task, 2]), folder=folder).versions
    assert {(period, item): value for period, item, value, _ in stored(folder)} == {
        ("2021-11", "危房任务"): 120, ("2021-11", "危房改造：完成数（户）"): 1,
        ("2021-12", "危房任务"): 130, ("2021-12", "危房改造：完成数（户）"): 2,
        ("2021-12", "参保登记：任务数"): 30000, ("2021-12", "参保登记：完成数"): 2,
    }  # fmt: skip


def test_two_columns_that_say_the_same_are_not_asked_about(tmp_path: Path) -> None:
    name = "农村居民人均可支配收入（元）"
    path = file_of(tmp_path, "2021年主要指标", ["县", name, name], ["凤凰县", 12000, 12000])
    (sheet,) = preview(path, folder=tmp_path / "data").sheets
    assert sheet.rows_stored == 1 and [problem.column for problem in sheet.problems] == ["C"]


def test_an_answer_holds_for_the_columns_of_the_next_month(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = file_of(tmp_path, "2021年庭院经济", ["县", "11月达标率"], ["凤凰县", 0.95], ["花垣县", 95])
    assert any(problem.kind == "percent_unclear" for problem in preview(first, folder=folder).problems)
    assert import_file(first, Choices(columns=("11月达标率=open@%",)), folder=folder).versions
    second = file_of(tmp_path, "2021年庭院经济", ["县", "12月达标率"], ["凤凰县", 0.96], ["花垣县", 96])
    assert not preview(second, folder=folder).problems


def test_a_group_says_of_whom_a_declared_figure_is(tmp_path: Path) -> None:
    rows = [
        ["2021年基本情况"],
        ["县", "基本情况", "易地搬迁群众"],
        ["", "总人口（万人）", "总人口（人）"],
        ["凤凰县", 42, 1200],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    assert import_file(path, folder=tmp_path / "data").versions
    assert [row[1] for row in stored(tmp_path / "data")] == ["population", "基本情况：易地搬迁群众/总人口（人）"]


def test_a_heading_over_declared_figures_leaves_them_what_they_are(tmp_path: Path) -> None:
    rows = [
        ["2021年指标月报"],
        ["县", "群众认可和信访", "低保对象", "脱贫户"],
        ["", "信访件数（件）", "信访件数（件）", "返贫和新致贫人口（人）"],
        ["凤凰县", 8, 1, 3],
    ]
    path = write_xlsx(tmp_path / "表.xlsx", {"表": rows})
    assert import_file(path, folder=tmp_path / "data").versions
    assert sorted(row[1] for row in stored(tmp_path / "data")) == sorted(
        ["petitions", "指标月报：低保对象/信访件数（件）", "returned_to_poverty"]
    )
