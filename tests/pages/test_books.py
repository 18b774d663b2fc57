"""办法管理, and what pages do with the book of a period: take it, say that there is none, label another."""

import re
from pathlib import Path

import pytest

from indicators.books import put_in_force, read_book, read_history, save
from indicators.declared import shelf
from store import Store
from tests.indicators.books.conftest import small
from tests.indicators.small_case import AREA, FENGHUANG, HUAYUAN, LUXI, small_store, write_rows
from tests.pages.opening import answer_of, html_of, links_of, open_page, query_of, text_of

LATER = "2026-11"


@pytest.fixture
def two_years(empty_folder: Path) -> Path:
    """County figures of November 2021, and of 2026, for which no book is built in."""
    store = small_store(empty_folder)
    key = {"place_code": FENGHUANG, "place_name": "凤凰县", "county_code": FENGHUANG, "period": LATER}
    values = {"meetings_planned": 10, "meetings_held": 9, "surveyed_households": 100, "satisfied_households": 97}
    write_rows(store, "indicator_values", [{**key, "item": item, "value": float(one)} for item, one in values.items()])
    return empty_folder


def own_book(**framework: str | None) -> str:
    """A book of the office over the county figures."""
    measure = {
        "table": "county_figures", "met": None, "numerator": "meetings_held", "denominator": "meetings_planned",
    }  # fmt: skip
    return save(small(measure, **framework), "张三", "试")


def test_the_band_of_a_period_without_a_book_leads_to_the_books_from_other_pages_only(two_years: Path) -> None:
    bands = {
        name: re.findall(
            r"没有适用于2026年11月的办法，不计分、不排名。(.{0,400})",
            html_of(open_page(name, place=AREA, period=LATER)),
        )
        for name in ("definitions", "books")
    }
    assert "办法管理" in bands["definitions"][0] and "办法管理" not in bands["books"][0]


@pytest.mark.parametrize("name", ["overview", "ranking", "county_map", "shortfalls"])
def test_a_period_without_a_book_is_said_and_nothing_is_scored(two_years: Path, name: str) -> None:
    page = open_page(name, place=AREA, period=LATER)
    assert answer_of(page) == "没有适用于2026年11月的办法"
    ways = [query_of(link) for link in links_of(page) if link.startswith("books?")]
    wanted = {"copy": "consolidation_2021", "made_for": "2026"}
    assert any(wanted.items() <= way.items() for way in ways)
    (tried,) = [query_of(link) for link in links_of(page) if query_of(link).get("framework")]
    assert tried["framework"] == "consolidation_2021" and tried["period"] == LATER
    assert "得分" not in answer_of(page)


def test_another_years_book_picked_by_hand_is_labelled(two_years: Path) -> None:
    page = open_page("ranking", place=AREA, period=LATER, framework="consolidation_2021")
    assert "用“巩固脱贫成果后评估(2021年)”试算：它适用于2020年1月至2021年12月" in text_of(page)
    (back,) = [link for link in links_of(page) if "framework" not in query_of(link) and link.startswith("ranking?")][
        -1:
    ]
    assert answer_of(open_page("ranking", **query_of(back))) == "没有适用于2026年11月的办法"


def test_the_book_in_force_is_taken_by_the_period(two_years: Path) -> None:
    before = html_of(open_page("ranking", place=AREA, period="2021-11"))
    put_in_force(own_book(), "李四", "通过")
    page = open_page("ranking", place=AREA, period=LATER)
    assert "试算" not in text_of(page) and "小办法" in text_of(page)
    assert [one.value for one in page.selectbox if one.key == "pick_framework"] == ["b0001"]
    assert html_of(open_page("ranking", place=AREA, period="2021-11")) == before


def test_a_month_without_data_is_not_changed_for_another_without_a_word(two_years: Path) -> None:
    put_in_force(own_book(), "李四", "通过")
    said = "2026年10月没有数据，看的是2026年11月。"
    assert said in text_of(open_page("ranking", place=AREA, period="2026-10"))
    assert "2025年没有数据，看的是2026年11月。" in text_of(open_page("ranking", place=AREA, period="2025"))
    assert "没有数据，看的是" not in text_of(open_page("ranking", place=AREA, period="2026"))
    assert "没有数据，看的是" not in text_of(open_page("ranking", place=AREA, period=LATER))


def test_a_measure_of_an_own_book_leads_to_its_form(two_years: Path) -> None:
    put_in_force(own_book(), "李四", "通过")
    page = open_page("definitions", place=AREA, period=LATER, measure="done")
    assert any(query_of(link).get("book") == "b0001" for link in links_of(page) if link.startswith("books?"))


def test_one_broken_book_touches_no_page_but_its_own(two_years: Path) -> None:
    put_in_force(own_book(), "李四", "通过")
    shelf.log_path("b0001").write_text("{", encoding="utf-8")
    page = open_page("books")
    assert "办法的记录读不了" in text_of(page) and "打不开" in text_of(page)
    assert "巩固脱贫成果后评估(2021年)" in text_of(open_page("overview", place=AREA, period="2021-11"))


def test_a_copy_is_made_put_in_force_and_rolled_back_on_the_page(two_years: Path) -> None:
    page = open_page("books", copy="consolidation_2021", made_for="2026")
    page.text_input(key="copy_consolidation_2021_who").set_value("张三")
    page.button(key="copy_consolidation_2021").click().run()
    assert "已复制为“巩固脱贫成果后评估(2026年)”（b0001）" in text_of(page)
    page.text_input(key="step_b0001@1_draft_why").set_value("局务会通过")
    page.button(key="put_in_force").click().run()
    assert "已启用第1版，办理人 张三" in text_of(page)
    assert [(event.did, event.who) for event in read_history("b0001")] == [("saved", "张三"), ("put_in_force", "张三")]


def test_a_copy_keeps_its_place_unless_another_is_chosen(two_years: Path) -> None:
    save(small(place=AREA), "张三", "本州的")
    page = open_page("books", copy="b0001", made_for="2027")
    page.text_input(key="copy_b0001_who").set_value("张三")
    page.button(key="copy_b0001").click().run()
    assert read_book("b0002")["framework"]["place"] == AREA


def test_what_is_incomplete_is_listed_and_not_put_in_force(two_years: Path) -> None:
    save(small({"points": 4}), "张三", "没写完")
    page = open_page("books", book="b0001")
    assert "分值对不上" in text_of(page)
    page.text_input(key="step_b0001@1_draft_why").set_value("启用")
    page.text_input(key="step_b0001@1_draft_who").set_value("李四")
    page.button(key="put_in_force").click().run()
    assert "不能启用" in text_of(page)
    assert [event.did for event in read_history("b0001")] == ["saved"]


def test_figures_without_a_table_have_a_grid_of_the_places_that_are_there(two_years: Path) -> None:
    page = open_page("books", place=AREA, period=LATER, fill="1")
    assert answer_of(page) == "填报没有表的数字" and "先选或写要填的数字" in text_of(page)
    page.multiselect(key="fill_items").set_value(["危房改造完成户数（户）"]).run()
    (grid,) = page.dataframe
    assert list(grid.value.columns) == ["地区", "危房改造完成户数（户）"] and "凤凰县" in list(grid.value["地区"])
    page.text_input(key="fill_who").set_value("张三")
    page.button(key="fill_save").click().run()
    assert "还没有填任何数字" in text_of(page)


def test_a_pasted_block_goes_into_the_grid_by_its_places_and_is_stored_with_who(two_years: Path) -> None:
    page = open_page("books", place=AREA, period=LATER, fill="1")
    page.text_area(key="fill_paste_0").set_value(
        "县市\t改厕户数（户）\n花垣县\t9\n凤凰县\t约5\n永顺县\t1\n泸溪县\t1,203\n"
    )
    page.button(key="fill_paste_read").click().run()
    said = text_of(page)
    assert "粘贴的一块读到" in said and "核对后保存" in said
    grid = page.dataframe[0].value.set_index("地区")["改厕户数（户）"]
    assert (grid["花垣县"], grid["泸溪县"], grid["吉首市"]) == ("9", "1,203", "")
    page.text_input(key="fill_who").set_value("张三")
    page.button(key="fill_save").click().run()
    said = text_of(page)
    assert (
        "指标数值表第" in said
        and "没有存的：凤凰县“改厕户数（户）”填的是“约5”，应为准确的数" in said
        and "@" not in said
    )
    with Store(two_years).connect() as connection:
        query = "SELECT place_code, value FROM indicator_values WHERE item = '改厕户数（户）' ORDER BY 1"
        stored = dict(connection.execute(query).fetchall())
    assert stored[LUXI] == 1203 and stored[HUAYUAN] == 9 and FENGHUANG not in stored
    assert Store(two_years).history("indicator_values")[0].who == "张三"
    assert page.text_area(key="fill_paste_1").value == ""


def test_in_another_area_of_work_the_period_takes_the_book_too(two_years: Path) -> None:
    this, later = (
        own_book(area="特色产业考核", valid_from=f"{year}-01", valid_to=f"{year}-12") for year in ("2021", "2026")
    )
    for book in (this, later):
        put_in_force(book, "李四", "通过")
    page = open_page("ranking", place=AREA, period=LATER, framework="b0002")
    assert "试算" not in text_of(page)
    page.selectbox(key="pick_period").set_value("2021-11").run()
    assert "b0001" in page.query_params["framework"] and "试算" not in text_of(page)
    assert "试算" not in text_of(open_page("ranking", place=AREA, framework="b0001")), "its own newest period"
    tried = open_page("ranking", place=AREA, framework="b0002", period="2021-11")
    assert "试算" in text_of(tried)
    assert any(query_of(link).get("framework") == "b0001" for link in links_of(tried) if link.startswith("ranking?"))
