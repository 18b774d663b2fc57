"""The sentences of 疑点核查, and that no ID or phone number gets through."""

from datetime import date

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.personal import mask_numbers
from indicators.checks import words as check_words
from indicators.declared import CHECKS, read_framework
from indicators.declared.columns import ColumnView
from loaders.cells.texts import id_check_digit

CHECK = read_framework(CHECKS).measures["n_5_14_001"]
TOTAL = {
    "count": 1204,
    "population": 30_000,
    "findings": 1204,
    "new": 86,
    "still": 1118,
    "gone": 41,
    "exempt": 3,
    "unknown": 0,
    "first": 0,
}
NUMBER = "43312319900101123" + id_check_digit("43312319900101123")
ROW = {"is_exempt": False, "state": "new", "exempt_reason": None, "exempt_until": None, "review_result": None,
       "review_note": None, "source_file": "监测.xlsx", "source_sheet": "Sheet1", "source_row": 42}  # fmt: skip


def test_the_answer_says_how_many_and_what_changed() -> None:
    assert check_words.say_matrix("全州", TOTAL, "") == "全州有 1,204 条疑点待核，比上次新增 86 条、消除 41 条"
    assert check_words.say_matrix("全州", TOTAL | {"still": 18, "first": 1100}, "").endswith(
        "消除 41 条（1,100 条为首次核查）"
    )
    unchanged = TOTAL | {"new": 0, "gone": 0}
    assert check_words.say_matrix("全州", unchanged, "").endswith("比上次没有变化")
    assert check_words.say_matrix("全州", unchanged | {"still": 0, "first": 1204}, "").endswith("，首次核查")


def test_the_answer_of_one_state() -> None:
    assert check_words.say_matrix("全州", TOTAL | {"count": 41}, "gone") == "全州有 41 条疑点已消除"
    assert check_words.say_matrix("全州", TOTAL | {"count": 0}, "exempt") == "全州没有已豁免的疑点"


def test_nothing_found_is_said() -> None:
    clean = dict.fromkeys(TOTAL, 0) | {"population": 30}
    assert check_words.say_matrix("凤凰县", clean, "") == "凤凰县没有查到疑点"
    assert "没有查到疑点" in check_words.say_check("凤凰县", CHECK, clean, "")


def test_nothing_found_is_said_only_where_rows_were_judged() -> None:
    """Three thousand persons without an insurance list are no all-clear, and neither are no rows at all."""
    unknown = dict.fromkeys(TOTAL, 0) | {"population": 3000, "unknown": 3000}
    for said in (
        check_words.say_check("全市", CHECK, unknown, ""),
        check_words.say_matrix("全市", unknown, ""),
        check_words.say_village("某村", 0, 0, "", unknown),
        check_words.say_check("全市", CHECK, dict.fromkeys(TOTAL, 0), ""),
        check_words.say_matrix("全市", dict.fromkeys(TOTAL, 0), ""),
    ):
        assert "没有查到疑点" not in said and "没有疑点" not in said, said
    assert "3,000" in check_words.say_check("全市", CHECK, unknown, "")
    assert "没有导入" in check_words.say_check("全市", CHECK, dict.fromkeys(TOTAL, 0), "", is_missing=True)
    some = unknown | {"unknown": 56, "population": 159}
    said = check_words.say_check("全市", CHECK, some, "")
    assert "没有查到疑点" in said and "核查了 103" in said and "56" in said and "无法判断" in said
    assert check_words.has_nothing(some) is False and check_words.has_nothing(some | {"unknown": 0}) is True


def test_a_rate_is_of_the_rows_that_could_be_judged() -> None:
    said = check_words.say_check("全市", CHECK, TOTAL | {"count": 56, "population": 159, "unknown": 56}, "")
    assert f"占可判断的 103 {CHECK.counter}的 54.37%，另有 56 {CHECK.counter}缺数据无法判断" in said


def test_one_rule_in_one_place() -> None:
    said = check_words.say_check(
        "凤凰县", CHECK, {"count": 37, "population": 1204, "unknown": 0, "new": 5, "gone": 2}, ""
    )
    assert (
        said
        == f"凤凰县“{CHECK.title}”：37 {CHECK.counter}待核（占 1,204 {CHECK.counter}的 3.07%），比上次新增 5、消除 2"
    )


def test_the_list_adds_up_in_words() -> None:
    counts = pd.DataFrame({"place_code": ["433123901", "433123902", "433123"], "count": [20, 10, 7]})
    assert check_words.say_adds_up(37, "township", counts, "433123") == "共 37 条，来自 2 个乡镇（30 条）和本级（7 条）"
    assert check_words.say_adds_up(30, "township", counts.head(2), "433123") == "共 30 条，来自 2 个乡镇"
    assert check_words.say_adds_up(7, "", counts, "433123901201") == "共 7 条"


def test_states_and_reviews() -> None:
    exempt = ROW | {"is_exempt": True, "exempt_reason": "参军", "exempt_until": date(2022, 3, 31)}
    assert check_words.say_state(ROW) == "新增" and check_words.say_state(exempt) == "已豁免：参军（至2022年3月31日）"
    assert check_words.say_review(ROW) == "待核实"
    assert check_words.say_review(ROW | {"review_result": "属实", "review_note": "已上门"}) == "属实：已上门"
    assert check_words.say_source(ROW) == "监测.xlsx · Sheet1 · 第 42 行"


def test_facts_in_words() -> None:
    views = [ColumnView("farmland_mu", "耕地面积", "number", "亩"), ColumnView("phone", "电话", "text")]
    said = check_words.say_facts({"farmland_mu": 130.0, "phone": "13812341234"}, views)
    assert said == "耕地面积：130 亩；电话：138****1234"
    assert check_words.say_facts({"farmland_mu": None}, views) == "耕地面积：空"
    assert check_words.say_facts(None, views) == ""


def test_a_person_is_named_by_the_masked_number_only() -> None:
    assert check_words.say_person(NUMBER) == f"43{'*' * 13}{NUMBER[-3:]}"
    assert check_words.say_person(f"{NUMBER}11B1").startswith("43*")
    assert check_words.say_person(f"2021|{NUMBER}|1") == check_words.say_person(NUMBER)
    assert check_words.say_person("433123000123") == "" and check_words.say_person("H1/户主1990-01") == ""


@given(
    st.text("户在第、 ，", max_size=5),
    st.sampled_from([NUMBER, "13912345678", f"{NUMBER[:17]}X"]),
    st.text("号的 ；", max_size=5),
)
def test_no_number_gets_through(before: str, number: str, after: str) -> None:
    hidden = mask_numbers(f"{before}{number}{after}")
    assert number not in hidden and "***" in hidden


def test_plain_figures_are_left_alone() -> None:
    for text in ("1,204 户", "433123901201", "2021年11月", "12345.67 元"):
        assert mask_numbers(text) == text


@pytest.mark.parametrize("name", sorted(read_framework(CHECKS).measures))
def test_every_rule_can_be_said_in_words(name: str) -> None:
    check = read_framework(CHECKS).measures[name]
    said = dict(check_words.describe_check(check))
    assert said["应当"] and said["核查哪些行"] and said["依据"] and said["可疑程度"]
    words = said["应当"] + said["核查哪些行"]
    assert "limit_" not in words and "month_number" not in words and "_" not in words, words
    assert all(view.title != view.name for view in check_words.fact_columns(check))
