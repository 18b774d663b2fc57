"""The page 任意数字: what the address asks is what is shown, in each way of looking; the office is asked once; a stale link is said."""

import io
import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from core.palette import ACCENT
from indicators.figures import anything
from indicators.figures.anything import read_answers
from pages.parts.common.state import Picked
from pages.parts.figures.address import FiguresAddress
from pages.parts.figures.excel import list_places, list_points, list_rows
from reports.figure_list import FigureSheet, write_figure_list
from store import Store, read_places
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of

MONEY, HOUSEHOLDS = "fund_projects/budget_cny", "fund_projects/benefit_households"
INSURED, DUE = "township_progress/done_count/insured", "township_progress/target_count/insured"


def test_a_county_reads_where_it_stands_and_goes_down_to_the_rows(demo_folder: Path) -> None:
    page = open_page("figures", place="433127", item=INSURED, per=DUE, level="county", when="2021-11")
    assert answer_of(page).startswith("永顺县脱贫户和监测户医保参保 · 已完成数 ÷ 应完成数 ")
    assert "8 个县中第" in answer_of(page) and "较上年同月" in answer_of(page)
    assert "分母为零或没有数的不计，不按零算" in text_of(page)
    links = [query_of(link) for link in links_of(page) if "view=rows" in link]
    assert len(links) == 8 and all(one["item"] == INSURED and one["per"] == DUE for one in links)
    ours = next(one for one in links if one["at"] == "433127")
    rows = open_page("figures", **ours)
    assert "永顺县的12 行" in text_of(rows) and "· 第" in text_of(rows)


def test_a_map_and_lines_are_drawn_for_what_has_them(demo_folder: Path) -> None:
    page = open_page("figures", place="433100", item=MONEY, per=HOUSEHOLDS, view="map")
    assert "元/户" in answer_of(page) and "颜色越深数值越大" in text_of(page)
    course = open_page("figures", place="433127", item=INSURED, level="county", view="course")
    (chart,) = course.get("plotly_chart")
    spec = json.loads(chart.proto.spec)
    assert [ACCENT for line in spec["data"] if line["line"]["color"] == ACCENT] == [ACCENT] and len(spec["data"]) == 8


def test_what_an_address_cannot_mean_is_said_and_falls_back(demo_folder: Path) -> None:
    page = open_page("figures", item="<b>x", level="moon", way="product", view="pie", part="-3")
    assert "地址里的数字没有找到" in text_of(page) and "<b>x" not in html_of(page)


def test_names_in_rows_are_masked_and_the_hall_sees_no_rows(demo_folder: Path) -> None:
    asked = {"place": "433127", "item": "monitored_persons/income_per_person_cny", "view": "rows"}
    assert "*" in text_of(open_page("figures", **asked))
    shown = open_page("figures", **asked, show="1")
    assert "来源" not in text_of(shown) and not shown.selectbox and shown.get("plotly_chart")


def test_the_office_says_once_which_way_is_better(
    demo_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "data"
    shutil.copytree(demo_folder, folder, ignore=shutil.ignore_patterns("answers", "files", "findings", "ledger"))
    monkeypatch.setenv("DATA_DIR", str(folder))
    page = open_page("figures", place="433100", item=MONEY)
    assert "请先填写办理人姓名" in text_of(page.button(key="told_save").click().run())
    page.text_input(key="signature").set_value("张三").run()
    page.selectbox(key=f"told_better_{MONEY}").set_value("lower_is_better").run()
    page.button(key="told_save").click().run()
    assert not page.exception
    said = read_answers(folder)[MONEY]
    assert (said.who, said.better) == ("张三", "lower_is_better")
    again = open_page("figures", place="433100", item=MONEY)
    assert "从低到高（越低越好）" in text_of(again)
    assert any("张三" in box.label for box in again.expander)


def test_the_workbook_holds_what_is_shown(demo_folder: Path) -> None:
    store = Store(demo_folder)
    figure = anything.list_figures(store)[INSURED]
    asked = anything.Asked(figure, None, "county", "433100", anything.SUM)
    grid = anything.read_grid(store, asked)
    standing = anything.rank_period(grid, asked, "2021-11", read_places(store))
    picked = Picked("433127", "2021-11", "consolidation_2021", False)
    address = FiguresAddress(picked, asked, grid, "2021-11", "rank", "433127", 1, ())
    places, points, rows = (read(address) for read in (lambda one: list_places(one, standing), list_points, list_rows))
    assert list(places.rows["value"]) == list(standing.table["value"]) and places.rows["rank"].iloc[0] == 1
    assert len(points.rows) == 8 and [column.heading for column in points.columns][1] == "2019年12月（人）"
    assert len(rows.rows) == 12 and sum(rows.rows["value"]) == standing.table.set_index("place_code")["value"]["433127"]
    written = write_figure_list(
        FigureSheet("排名", asked.title, ["=1+1"], places.columns, places.rows, [("数字", "=2")])
    )
    sheet = openpyxl.load_workbook(io.BytesIO(written)).worksheets[0]
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells)
    assert max(standing.table["value"]) in [cell.value for cell in cells]


def test_without_data_it_says_what_to_import(empty_folder: Path) -> None:
    assert "还没有可以看的数字" in answer_of(open_page("figures"))
