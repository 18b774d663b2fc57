"""The page 资金进度: good data, no data, odd parameters, a broken table."""

import re
from datetime import date
from pathlib import Path

import pytest

from store.declared.tables import find_table
from store.versions import Store
from tests.indicators.spending.test_against_schedule import PAYMENTS, PROJECTS, fill, node
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of
from tests.store.stored_frames import store_rows

JISHOU, LUXI = "433101", "433122"


@pytest.fixture
def small_folder(empty_folder: Path) -> Path:
    """吉首 and 凤凰 with payments, 泸溪 without, 花垣 with payments only."""
    fill(empty_folder, fund_projects=PROJECTS, fund_payments=PAYMENTS)
    return empty_folder


def test_the_answer_is_the_sentence_of_a_notice(demo_folder: Path) -> None:
    said = answer_of(open_page("spending", place="433100", period="2021-11"))
    assert said.startswith("截至2021年11月20日，湘西土家族苗族自治州衔接资金支出 ")
    assert "序时进度" in said
    assert "全省平均" in said


def test_tiles_curve_and_three_tables_follow(demo_folder: Path) -> None:
    page = open_page("spending", place="433100", period="2021-11")
    assert len(page.get("plotly_chart")) == 1
    linked = {block.key for block in page.get("bidi_component")}
    assert {"spending_counties", "spending_sources", "spending_projects"} <= linked
    for words in ("支出率", "每天需支出", "按当前速度", "预计达", "永顺县", "笔项目资金低于序时进度"):
        assert words in html_of(page)


def test_source_and_schedule_come_from_the_address(demo_folder: Path) -> None:
    page = open_page("spending", place="433127", period="2021-06", source="中央", line="nodes")
    assert "永顺县中央衔接资金" in answer_of(page)
    assert "截至2021年6月30日" in answer_of(page)
    assert "序时进度按节点表" in html_of(page)
    assert [group.value for group in page.get("button_group")] == ["中央", "nodes"]


@pytest.mark.parametrize("more", [{}, {"source": "中央"}, {"at": "433127"}, {"at": "433126", "period": "2021-06"}])
def test_the_projects_behind_are_as_many_as_the_list_that_opens(demo_folder: Path, more: dict[str, str]) -> None:
    page = open_page("spending", **{"place": "433100", "period": "2021-11", **more})
    found = re.search(r"([\d,]+)笔项目资金低于序时进度", text_of(page))
    assert found
    (whole,) = [link for link in links_of(page) if "measure=" in link and "row=" not in link]
    listed = open_page("shortfalls", **query_of(whole))
    assert f"{found[1]} 笔项目资金未达标" in answer_of(listed), answer_of(listed)
    assert f"共 {found[1]} 条" in text_of(listed)


def test_every_amount_says_what_it_is_and_they_add_up(demo_folder: Path) -> None:
    """What single projects are behind, less what the others are ahead, is the gap of the county."""
    page = open_page("spending", place="433127", period="2021-11")
    said = re.search(
        r"共少付 ([\d,.]+) 万元 其余各笔超过序时进度 ([\d,.]+) 万元，相抵后差 ([\d,.]+) 万元", text_of(page)
    )
    assert said, text_of(page)[:3000]
    behind, ahead, gap = (float(one.replace(",", "")) for one in said.groups())
    assert behind - ahead == pytest.approx(gap, abs=0.011)
    assert "@" not in text_of(page) and "来源：项目表第" in text_of(page)
    listed = answer_of(open_page("shortfalls", place="433127", period="2021-11", measure="spend_on_schedule"))
    assert re.search(rf"预算还剩 [\d,.]+ 万元没有支出，.*再支出 {said[3]} 万元（按全县合计算", listed), listed


def test_a_project_behind_opens_its_own_record(demo_folder: Path) -> None:
    page = open_page("spending", place="433127", period="2021-11")
    rows = [link for link in links_of(page) if "row=" in link]
    assert rows
    named = re.findall(r"<a class='go name' href='[^']*row=[^']*'>(.*?)</a>", html_of(page))
    record = open_page("shortfalls", **query_of(rows[0]))
    assert answer_of(record).startswith(f"{named[0]}未达标")


def test_another_schedule_than_that_of_the_list_opens_no_list(demo_folder: Path) -> None:
    page = open_page("spending", place="433127", period="2021-11", line="days")
    assert not [link for link in links_of(page) if "measure=" in link and "row=" not in link]
    assert "换回短板清单所用的序时进度" in text_of(page)


def test_choosing_a_source_goes_to_the_address(demo_folder: Path) -> None:
    page = open_page("spending", place="433100", period="2021-11")
    page.get("button_group")[0].set_value("省级").run()
    assert page.query_params["source"] in ("省级", ["省级"])
    assert "省级衔接资金" in answer_of(page)


@pytest.mark.parametrize("parameters", [{"source": "外国"}, {"line": "gauge"}, {"source": "<script>", "line": ""}])
def test_unknown_choices_fall_back(demo_folder: Path, parameters: dict[str, str]) -> None:
    page = open_page("spending", place="433100", period="2021-11", **parameters)
    assert "自治州衔接资金支出" in answer_of(page)
    assert "序时进度按月数÷12" in html_of(page)


def test_the_projection_has_no_choices_and_larger_type(demo_folder: Path) -> None:
    page = open_page("spending", place="433100", period="2021-11", show="1")
    assert not page.get("button_group")
    assert {block.key for block in page.get("bidi_component")} <= {"chinese"}
    assert len(page.get("plotly_chart")) == 1
    assert "<table class='plain'>" in html_of(page)


def test_an_empty_store_says_what_to_import(empty_folder: Path) -> None:
    page = open_page("spending")
    assert "导入衔接资金项目表和支付明细" in html_of(page)
    assert not page.get("plotly_chart")


def test_a_year_without_projects_says_so(demo_folder: Path) -> None:
    page = open_page("spending", place="433100", period="2019-12")
    assert "2019年还没有衔接资金项目表" in html_of(page)


def test_a_county_without_payments_is_not_imported_and_not_zero(
    small_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")
    page = open_page("spending", place=LUXI, period="2021-11")
    assert "泸溪县衔接资金未导入支付明细，支出率无法计算" in answer_of(page)
    assert not page.get("plotly_chart")
    assert "没有导入的不按零计" in html_of(page)
    assert "○ 未导入支付明细" in html_of(page)
    assert "0.00%" not in answer_of(page)
    whole = open_page("spending", place="433100", period="2021-11")
    assert "泸溪县未导入支付明细，不计入支出率" in html_of(whole)
    assert "另有4个县没有导入资金表" in html_of(whole)


def test_a_node_table_that_cannot_be_used_is_said(small_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")
    nodes = [node("433100", None, date(2021, 6, 30), 0.5), node("433100", None, date(2021, 9, 30), 0.4)]
    store_rows(Store(small_folder), nodes, table=find_table("schedule_nodes"))
    page = open_page("spending", place="433100", period="2021-11", line="nodes")
    assert "后一个节点的进度低于前一个" in html_of(page)
    assert "请核对节点表" in html_of(page)
    assert "截至2021年11月20日" in answer_of(open_page("spending", place="433100", period="2021-11"))


def test_texts_from_data_are_escaped(empty_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TODAY", "2021-11-20")
    project = PROJECTS[0] | {"project_name": "<script>alert(1)</script>", "department": "<b>局</b>"}
    fill(empty_folder, fund_projects=[project], fund_payments=PAYMENTS[:2])
    shown = html_of(open_page("spending", place=JISHOU, period="2021-11"))
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown
    assert "<b>局</b>" not in shown
