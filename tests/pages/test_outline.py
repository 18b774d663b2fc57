"""The page 复习大纲: the counties, the items with their ways, a tick from the form, the projection."""

import shutil
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest

from ledger.outline import Item, Known, Outline, Tick
from pages.parts.common.state import Picked
from pages.parts.outline import excel
from pages.parts.outline.address import OutlineAddress, called
from tests.pages.opening import answer_of, links_of, open_page, text_of

AREA, COUNTY = "433100", "433127"
PICKS = {"place": AREA, "period": "2021-11"}


def test_an_area_has_its_counties_and_every_item_with_its_ways(demo_folder: Path) -> None:
    page = open_page("outline", **PICKS)
    assert answer_of(page).startswith("全州 8 个县复习大纲 21 项")
    said = text_of(page)
    assert (
        "各县完成情况" in said and "0/21" in said and "责任落实" in said and "巩固成效" in said and "内置条目" in said
    )
    links = links_of(page)
    for target in ("shortfalls?", "archive?", "ledger?"):
        assert any(
            link.startswith(target) and ("indicator=" in link or "aspect=" in link or "measure=" in link)
            for link in links
        )
    assert any(link.startswith("outline?") and f"at={COUNTY}" in link for link in links)
    assert "永顺县" in text_of(open_page("outline", show="1", **PICKS)) and "逐项情况" not in text_of(
        open_page("outline", show="1", **PICKS)
    )


def test_a_tick_of_a_county_is_signed_and_seen(
    filled_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_DIR", str(shutil.copytree(filled_folder, tmp_path / "data")))
    page = open_page("outline", at=COUNTY, **PICKS)
    assert answer_of(page).startswith("永顺县复习大纲 21 项，已过 ")
    page.text_input(key="signature").set_value("甲某").run()
    page.button(key="outline_save_0").click().run()
    assert "已过 甲某 2021年11月20日" in text_of(page) and "已过 1 项" in answer_of(page)


def test_the_excel_has_every_item_and_every_countys_tick(demo_folder: Path) -> None:
    page = open_page("outline", **PICKS)
    assert len(page.get("download_button")) == 1
    outline = Outline(
        "大纲",
        "某文件",
        (Item("1", "住房", "政策落实", "三保障", "住得安全", "住建局"), Item("2", "饮水")),
        is_own=True,
    )
    picked = Picked(AREA, "2021-11", "consolidation_2021", False)
    address = OutlineAddress(picked, AREA, date(2021, 11, 20), outline)
    tick = Tick("2021", "1", COUNTY, True, date(2021, 11, 18), datetime(2021, 11, 18, 9), "甲某", "都熟悉")
    taken_back = replace(tick, item="2", is_done=False, who="乙某")
    address.__dict__.update(
        {
            "counties": (COUNTY, "433126"),
            "ticks": {("1", COUNTY): tick, ("2", COUNTY): taken_back},
            "area": "全州",
        }
    )
    known = {"1": Known((), 1.25, 0, 4, None, 2), "2": Known((), None, 1, None, None, 0)}
    items, ticks = excel.make_sheets(address, known)
    assert items.rows[["title", "lost", "findings", "ticked"]].values.tolist()[0] == ["住房", 1.25, 4, "1/2 县"]
    assert items.rows["lost"][1] is None and items.rows["problems"][1] == 0
    assert ticks.rows["state"].tolist() == ["已过", "退回", "未过", "未过"]
    assert ticks.rows["who"][0] == "甲某" and ticks.rows["note"][0] == "都熟悉"


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "这里列出复习大纲" in text_of(open_page("outline"))


def test_bodies_are_called_as_on_the_day_of_view(empty_folder: Path) -> None:
    outline = Outline("大纲", "某文件", (Item("1", "有效衔接", must="乡村振兴局牵头", department="乡村振兴局"),))
    (before,), (later,) = (called(outline, day).items for day in (date(2021, 11, 20), date(2026, 4, 20)))
    assert (
        before.department == "乡村振兴局"
        and later.department == "农业农村局（乡村振兴局）"
        and later.must.startswith("农业农村局")
    )
