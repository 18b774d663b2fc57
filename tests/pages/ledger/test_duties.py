"""The page 责任清单: lines add up, numbers open their problems, no names in the hall, the Excel list."""

import io
from datetime import date
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

import openpyxl
import pandas as pd
import pytest

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from reports.duty_list import DutySheet, write_duty_list
from reports.workbook import Column
from tests.pages.ledger.case import BAD, LONG_NAME, follow, office
from tests.pages.opening import answer_of, html_of, links_of, open_page, text_of

__all__ = ["office"]


def test_departments_add_up_to_the_whole(office: Ledger) -> None:
    page = open_page("duties")
    assert answer_of(page).endswith("2 个责任单位，6 个问题，销号率 16.67%；超时限最多的是水利局（2 个）")
    said = text_of(page)
    assert "水利局 3 2 2 33.33%" in said and "住建局 2 2 0 0.00%" in said and "未指定责任单位 1 1 0" in said
    assert "合计 6 5 2 16.67%" in said and "▲ 今天到期" in said


def test_a_number_opens_just_these_problems(office: Ledger) -> None:
    links = [link for link in links_of(open_page("duties")) if link.startswith("ledger?")]
    assert any("state=" in link and "department=" in link for link in links)
    page = open_page("ledger", department="水利局", due="已超时限")
    assert "共 2 个" in text_of(page)
    assert "共 3 个" in text_of(follow(open_page("duties"), "3"))


def test_what_nobody_answers_for_opens_like_the_rest(office: Ledger) -> None:
    (link, *_) = [link for link in links_of(open_page("duties")) if "未指定" in unquote(link)]
    told = dict(parse_qsl(urlsplit(link).query))
    page = open_page("ledger", **told)
    assert "未指定责任单位" in answer_of(page) and "共 1 个" in text_of(page)


def test_people_are_told_by_name_but_not_in_the_hall(office: Ledger) -> None:
    page = open_page("duties", by="person")
    assert LONG_NAME in text_of(page) and "王小明 2 2 2" in text_of(page) and "王小明" not in answer_of(page)
    shown = text_of(open_page("duties", by="person", show="1"))
    assert LONG_NAME not in shown and "王小明" not in shown and "投影不显示姓名" in shown
    assert "水利局" in text_of(open_page("duties", show="1"))


def test_a_department_with_several_indicators_is_parted(office: Ledger) -> None:
    told = {"source": "排查", "title": "危房", "department": "水利局", "indicator": BAD}
    office.open(Draft(told), "甲")
    page = open_page("duties")
    assert "<tr class='part'>" in html_of(page) and BAD not in html_of(page)


def test_root_causes_are_a_view_and_a_picker_of_the_ledger(office: Ledger) -> None:
    office.open(
        Draft({"source": "排查", "title": "手册没有更新", "department": "乡村振兴局", "root_cause": "作风"}), "甲"
    )
    page = open_page("duties", by="root_cause")
    assert "作风 1 1 0" in text_of(page) and "未指定问题根源 6 5 2" in text_of(page)
    (link, *_) = [link for link in links_of(page) if "root_cause=作风" in unquote(link)]
    listed = open_page("ledger", **dict(parse_qsl(urlsplit(link).query)))
    assert "共 1 个" in text_of(listed) and listed.selectbox(key="ledger_root_cause").value == "作风"
    assert "共 6 个" in text_of(open_page("ledger", root_cause="未指定"))


@pytest.mark.parametrize("odd", [{"by": "没有"}, {"at": "999999"}, {"due": "昨天"}])
def test_odd_addresses_are_left_out(office: Ledger, odd: dict[str, str]) -> None:
    assert "6 个问题" in answer_of(open_page("duties", **odd))


def test_an_empty_ledger_invites(empty_folder: Path) -> None:
    page = open_page("duties")
    assert "台账里还没有问题" in answer_of(page) and "登记问题" in text_of(page)


def test_the_excel_list_keeps_texts_as_texts_and_figures_as_figures() -> None:
    columns = (
        Column("department", "责任单位", 20),
        Column("total", "问题（个）", 9, "integer"),
        Column("closed_share", "销号率", 9, "percent"),
        Column("next_deadline", "最近的时限", 14, "date"),
    )
    rows = pd.DataFrame(
        [("=HYPERLINK(1)", 3, 0.5, date(2021, 11, 28)), ("水利局", 2, 0.0, None)],
        columns=[column.name for column in columns], dtype=object,
    )  # fmt: skip
    sheet = DutySheet("按责任单位", "凤凰县责任清单", ["截至2021年11月20日"], columns, rows, (("签字", 9),))
    book = openpyxl.load_workbook(io.BytesIO(write_duty_list([sheet], is_demo=True)))
    page = book["按责任单位"]
    assert page["A1"].value == "凤凰县责任清单（模拟数据）"
    assert [cell.value for cell in page[3]] == ["序号", "责任单位", "问题（个）", "销号率", "最近的时限", "签字"]
    first = page[4]
    assert first[1].value == "=HYPERLINK(1)" and first[1].data_type == "s" and first[1].quotePrefix
    assert (first[2].value, first[3].value, first[3].number_format) == (3, 0.5, "0.00%")
    assert first[4].value.date() == date(2021, 11, 28) and page[5][4].value is None
