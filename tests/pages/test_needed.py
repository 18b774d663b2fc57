"""The page 该有的表 and the first start: what an empty folder asks, what each table gives, what is waited for."""

import json
from pathlib import Path

import pytest

from indicators.declared import read_framework
from indicators.figures import list_needed
from indicators.figures.needed import GROUPS, HAS_ALL, HAS_NONE, HAS_OLD
from loaders.__main__ import main
from pages.parts.common import first_start
from store import Store, read_tables
from tests.indicators.small_case import write_rows
from tests.pages.opening import answer_of, links_of, open_page, query_of, text_of

BOOK = read_framework("consolidation_2021")


def test_an_empty_folder_names_every_table_and_what_to_bring_first(empty_folder: Path) -> None:
    page = open_page("needed")
    frame = list_needed(Store(empty_folder), BOOK, "2026-11")
    wanted = frame[frame["group"] != GROUPS[-1]]
    assert f"未导入 {len(wanted)} 张；先要：行政区划表、乡镇工作进度表" in answer_of(page)
    assert set(frame["table"]) == set(read_tables()) and set(frame["state"]) == {HAS_NONE}
    scored = frame[frame["group"] == "计分"]
    assert scored["points"].is_monotonic_decreasing
    asked = {query_of(link).get("table") for link in links_of(page)}
    assert set(read_tables()) <= asked


def test_a_department_is_called_as_on_the_day(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for day, is_later in (("2021-11-20", False), ("2026-04-20", True)):
        monkeypatch.setenv("TODAY", day)
        said = text_of(open_page("needed"))
        assert "乡村振兴局" in said and ("农业农村局（乡村振兴局）" in said) == is_later, day


def test_a_table_says_its_columns_and_gives_its_template(empty_folder: Path) -> None:
    page = open_page("needed", table="handbooks")
    assert "户编号" in text_of(page) and "帮扶手册更新率" in text_of(page)
    assert [button.label for button in page.get("download_button")] == ["下载模板", "下载 Excel"]


def test_what_is_there_is_told_from_what_is_old(empty_folder: Path) -> None:
    store = Store(empty_folder)
    row = {"place_code": "433123101", "county_code": "433123", "item": "insured", "target_count": 9, "done_count": 8}
    write_rows(store, "township_progress", [row | {"period": "2021-10"}])
    states = list_needed(store, BOOK, "2021-11").set_index("table")
    assert states.loc["township_progress", ["state", "newest", "waits_for"]].tolist() == [
        HAS_OLD,
        "2021-10",
        "2021-11",
    ]
    states = list_needed(store, BOOK, "2021-10").set_index("table")
    assert states.loc["township_progress", ["state", "waits_for"]].tolist() == [HAS_ALL, "2021-11"]


def test_points_are_those_of_the_measures_a_table_can_give(empty_folder: Path) -> None:
    frame = list_needed(Store(empty_folder), BOOK, "2021-11").set_index("table")
    row = frame.loc["handbooks"]
    assert row["points"] == BOOK.measure("handbook_updated").points
    assert row["measures"] == (BOOK.measure("handbook_updated").title,)
    assert frame.loc["insured_next_year", "checks"] > 0 and "部门比对" in frame.loc["insured_next_year", "pages"]


def test_the_command_says_the_same(empty_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["needed", "--json"]) == 0
    records = json.loads(capsys.readouterr().out)
    assert records[0]["table"] == "places" and records[1]["table"] == "township_progress"
    assert main(["needed"]) == 0
    assert capsys.readouterr().out.startswith("未导入  places  行政区划表")


@pytest.mark.parametrize("page", ["overview", "ranking", "checks", "ledger"])
def test_the_first_start_asks_how_to_begin(empty_folder: Path, page: str) -> None:
    opened = open_page(page)
    assert "看演示（模拟数据）" in [button.label for button in opened.button]
    assert any(link.split("?")[0].endswith("needed") for link in links_of(opened))


def test_with_a_table_nobody_is_asked_any_more(empty_folder: Path) -> None:
    row = {
        "place_code": "433123101",
        "county_code": "433123",
        "period": "2021-10",
        "item": "insured",
        "target_count": 9,
        "done_count": 8,
    }
    write_rows(Store(empty_folder), "township_progress", [row])
    assert "看演示（模拟数据）" not in [button.label for button in open_page("overview").button]


def test_a_click_fills_an_empty_folder_with_simulated_data(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_start, "FILLING", first_start.FILLING[:1])
    page = open_page("overview")
    page.button(key="see_demo").click().run(timeout=600)
    assert not page.exception and Store(empty_folder).is_demo()
    assert "模拟数据" in text_of(page) and "第一次使用" not in text_of(page)


def test_what_could_not_be_filled_is_said(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_start, "FILLING", (("loaders", "rollback", "places@7", "--why", "试"),))
    page = open_page("overview")
    page.button(key="see_demo").click().run()
    assert "演示数据没有生成" in text_of(page) and "places@7" in text_of(page)
