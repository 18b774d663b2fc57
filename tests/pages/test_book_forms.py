"""A book made and changed on the page: fields become a measure, checked as written, its effect shown before it is saved."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from indicators.books import copy, put_in_force, read_book, read_history, save
from tests.indicators.books.conftest import small
from tests.indicators.households.household_case import household_store
from tests.indicators.small_case import AREA, NOW, small_store
from tests.pages.opening import html_of, open_page, text_of

COUNTED = {"table": "county_figures", "met": None, "numerator": "meetings_held", "denominator": "meetings_planned"}


@pytest.fixture
def book(empty_folder: Path) -> str:
    """A book of the office in force in 2021, over figures of four counties."""
    small_store(empty_folder)
    made = save(small(COUNTED, valid_from="2021-01", valid_to="2021-12"), "张三", "试")
    put_in_force(made, "李四", "通过")
    return made.partition("@")[0]


def key(name: str) -> str:
    return f"edit_b0001@1_done_{name}"


def test_a_changed_line_is_told_its_effect_shown_and_saved_as_a_draft(book: str) -> None:
    page = open_page("books", place=AREA, period=NOW, book=book, measure="done")
    assert "还没有改动" in text_of(page)
    page.number_input(key=f"{key('linear')}_zero_at").set_value(70.0).run()
    assert "指标“完成率”的计分规则 ▸ 零分线：50% → 70%" in text_of(page)
    page.toggle(key="effect_done").set_value(True).run()
    assert "2021年11月：4 个地区中 2 个得分变化" in text_of(page)
    page.text_input(key="save_b0001_done_who").set_value("王五")
    page.text_input(key="save_b0001_done_why").set_value("线改高")
    page.button(key="save_measure").click().run()
    assert "已保存为第2版（草稿）" in text_of(page)
    assert read_book("b0001@2")["measures"]["done"]["scoring"]["zero_at"] == 0.7
    assert [(event.version, event.did) for event in read_history(book)][-1] == (2, "saved")
    assert read_book("b0001")["measures"]["done"]["scoring"]["zero_at"] == 0.5


def test_what_has_no_field_is_named_with_the_way_to_change_it(empty_folder: Path) -> None:
    small_store(empty_folder)
    kept = {"counter": "次", "list_columns": ["meetings_held"], "why_it_matters": "开会"}
    save(small(COUNTED | kept, lights={"normal_at": 0.9, "warning_at": 0.8}), "张三", "试")
    said = text_of(open_page("books", book="b0001", measure="done"))
    assert "还有 3 项内容这里没有栏目，保存时原样保留" in said and "改，请下载这个办法的工作簿" in said
    assert all(title in said for title in ("清单显示的列", "为什么要紧", "量词"))
    assert "还有 1 项内容这里没有栏目，保存时原样保留：亮灯线" in text_of(open_page("books", book="b0001"))


def test_a_policy_s_form_asks_for_whom_it_is_and_since_when(empty_folder: Path) -> None:
    household_store(empty_folder)
    copy("entitlements", "张三", "换成本州的")
    page = open_page("books", book="b0001", measure="rain_dew_aid")
    own = "edit_b0001@1_rain_dew_aid"
    page.selectbox(key=f"{own}_problem_type").set_value("政策落实不到位")
    page.text_input(key=f"{own}_since").set_value("2021-12").run()
    assert "政策从何时起：2015-06 → 2021-12" in text_of(page)
    page.text_input(key="save_b0001_rain_dew_aid_who").set_value("王五")
    page.text_input(key="save_b0001_rain_dew_aid_why").set_value("改起始")
    page.button(key="save_measure").click().run()
    assert read_book("b0001@2")["measures"]["rain_dew_aid"]["since"] == "2021-12"


def test_saving_without_a_change_of_fields_changes_nothing(book: str) -> None:
    page = open_page("books", book=book, measure="done")
    page.text_input(key="save_b0001_done_who").set_value("王五")
    page.text_input(key="save_b0001_done_why").set_value("再存")
    page.button(key="save_measure").click().run()
    assert "已保存为第2版" in text_of(page)
    assert "已保存为第2版" in text_of(page.run()), "a page drawn anew at once still says what was done"
    assert read_book("b0001@2") == read_book("b0001@1")


def test_a_rule_that_leaves_its_defaults_out_is_no_change_and_its_choices_are_words(empty_folder: Path) -> None:
    cases = {"scoring": {"rule": "per_case", "per_case": 1}, "unit": "count", "direction": "lower_is_better"}
    save(small({**cases, "met": None, "count": True}), "李四", "先有的")
    page = open_page("books", book="b0001", measure="done")
    assert "改了什么" not in text_of(page)
    of = page.selectbox(key="edit_b0001@1_done_per_case_of")
    assert list(of.options) == ["指标值本身", "未达标的行"]
    of.set_value("rows_short").run()
    assert "计分规则 ▸ 比较对象：— → 未达标的行" in text_of(page)


def test_points_follow_up_to_the_total(book: str) -> None:
    page = open_page("books", book=book, measure="done")
    page.number_input(key=key("points")).set_value(8.0).run()
    said = text_of(page)
    assert (
        "指标“完成率”的分值：5 → 8" in said
        and "体系的总分：5 → 8" in said
        and "体系的方面“工作落实”：5 分 → 8 分" in said
    )


WRONG = [
    ("linear_full_at", 95.0 * 100, "这条线达不到"),
    ("linear_zero_at", 100.0, "计分规则"),
]


@pytest.mark.parametrize(("field", "value", "said"), WRONG)
def test_what_is_wrong_is_said_while_it_is_written(book: str, field: str, value: float, said: str) -> None:
    page = open_page("books", book=book, measure="done")
    page.number_input(key=key(field)).set_value(value).run()
    assert "“完成率”的“计分规则" in text_of(page) and said in text_of(page)


def test_an_unknown_column_written_by_hand_is_refused_in_words(book: str) -> None:
    page = open_page("books", book=book, measure="done")
    page.toggle(key=f"{key('county_figures_population')}_by_hand").set_value(True).run()
    page.text_area(key=f"{key('county_figures_population')}_text").set_value("nowhere > 1").run()
    assert "“完成率”的“哪些行算”：没有这一列" in text_of(page)


def test_a_book_begins_empty_and_grows_by_measures(book: str) -> None:
    page = open_page("books")
    page.text_input(key="new_title").set_value("新办法")
    page.text_input(key="new_from").set_value("2027-01")
    page.text_input(key="new_who").set_value("张三")
    page.text_input(key="new_why").set_value("新办法")
    page.button(key="new_book").click().run()
    assert "已新建，是草稿" in text_of(page) and "没有任何指标" in text_of(page)
    page = open_page("books", book="b0002", measure="new")
    own = "edit_b0002@1_m01"
    page.text_input(key=f"{own}_title").set_value("会议次数")
    page.selectbox(key=f"{own}_aspect").set_value("全部")
    page.selectbox(key=f"{own}_indicator").set_value("全部")
    page.selectbox(key=f"{own}_table").set_value("county_figures").run()
    page.radio(key=f"{own}_county_figures_way").set_value("total").run()
    page.selectbox(key=f"{own}_county_figures_total_column").set_value("meetings_held")
    page.selectbox(key=f"{own}_unit").set_value("count")
    page.selectbox(key=f"{own}_rule").set_value("threshold").run()
    page.number_input(key=f"{own}_points").set_value(3.0)
    page.number_input(key=f"{own}_threshold_full_at").set_value(9.0)
    page.text_input(key=f"{own}_says").set_value("已召开的专题会议次数")
    page.text_input(key=f"{own}_source").set_value("新办法第一条").run()
    assert "class='problem'" not in html_of(page)
    page.text_input(key="save_b0002_m01_who").set_value("张三")
    page.text_input(key="save_b0002_m01_why").set_value("第一项")
    page.button(key="save_measure").click().run()
    assert "已保存为第2版" in text_of(page)
    framework = read_book("b0002")["framework"]
    assert (framework["points"], framework["aspects"][0]["points"]) == (3, 3)
    put_in_force("b0002@2", "李四", "通过")


def sign(page: AppTest, form: str, button: str) -> None:
    page.text_input(key=f"{form}_who").set_value("王五")
    page.text_input(key=f"{form}_why").set_value("改一处")
    page.button(key=button).click().run()
    assert not page.exception


def test_of_two_who_edit_one_measure_the_second_is_told_and_loses_nothing(book: str) -> None:
    page = open_page("books", book=book, measure="done")
    page.number_input(key=key("points")).set_value(8.0).run()
    save(
        small(COUNTED | {"department": "教育局"}, valid_from="2021-01", valid_to="2021-12"), "李四", "换单位", into=book
    )
    sign(page, "save_b0001_done", "save_measure")
    said = text_of(page)
    assert "李四已保存了第2版，这次没有保存" in said and "第2版（换单位），这里还是第1版，保存不了" in said
    assert page.number_input(key=key("points")).value == 8.0
    assert [event.version for event in read_history(book)] == [1, 1, 2]
    page.button(key="newer_done").click().run()
    assert "这里还是" not in text_of(page)
    page.number_input(key=key("points").replace("@1", "@2")).set_value(8.0).run()
    sign(page, "save_b0001_done", "save_measure")
    made = read_book("b0001@3")["measures"]["done"]
    assert (made["points"], made["department"]) == (8, "教育局")
    assert "这里还是" not in text_of(open_page("books", book=book, measure="done"))


def test_of_two_who_edit_a_book_s_own_keys_the_second_is_told(book: str) -> None:
    page = open_page("books", book=book)
    page.text_input(key="own_b0001@1_title").set_value("改名的办法").run()
    save(small(COUNTED, title="李四起的名", valid_from="2021-01", valid_to="2021-12"), "李四", "改名", into=book)
    sign(page, "save_b0001", "save_framework")
    assert "李四已保存了第2版，这次没有保存" in text_of(page)
    page.button(key="newer_own").click().run()
    assert page.text_input(key="own_b0001@2_title").value == "李四起的名"
    page.text_input(key="own_b0001@2_title").set_value("改名的办法")
    sign(page, "save_b0001", "save_framework")
    assert read_book("b0001@3")["framework"]["title"] == "改名的办法"
    assert page.text_input(key="own_b0001@3_title").value == "改名的办法" and "这里还是" not in text_of(page)


def test_a_measure_dropped_by_one_while_another_changes_it_is_not_dropped(book: str) -> None:
    page = open_page("books", book=book, measure="done")
    save(
        small(COUNTED | {"department": "教育局"}, valid_from="2021-01", valid_to="2021-12"), "李四", "换单位", into=book
    )
    sign(page, "save_b0001_done", "drop_measure")
    assert "李四已保存了第2版，这次没有保存" in text_of(page) and [event.version for event in read_history(book)] == [
        1,
        1,
        2,
    ]
