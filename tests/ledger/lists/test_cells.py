"""Single cells of problem lists: deadlines as people write them, departments inside texts, declared words."""

from datetime import date, datetime

import pytest

from indicators.declared import DEFAULT_FRAMEWORK, PROBLEM_TYPES, read_framework
from ledger.book.words import FIELD_TITLES, ROOT_CAUSES, SEVERITIES, SOURCES, STATES, TERMS
from ledger.lists.deadlines import Deadline, Unreadable, read_deadline
from ledger.lists.inner_texts import take_apart
from ledger.lists.words import CHOICES, list_words
from loaders.recognise.header import normalise_header


@pytest.mark.parametrize(
    ("written", "day", "term"),
    [
        ("2021年12月底前", date(2021, 12, 31), ""),
        ("2021年2月底前", date(2021, 2, 28), ""),
        ("2024年2月底", date(2024, 2, 29), ""),
        ("2021.12.20", date(2021, 12, 20), ""),
        ("２０２１年１２月２０日前", date(2021, 12, 20), ""),
        ("2021-12-20 00:00:00", date(2021, 12, 20), ""),
        (datetime(2021, 12, 20), date(2021, 12, 20), ""),
        (date(2021, 12, 20), date(2021, 12, 20), ""),
        (44550.0, date(2021, 12, 20), ""),
        ("20211220", date(2021, 12, 20), ""),
        ("2021年12月", date(2021, 12, 31), ""),
        ("2021.12", date(2021, 12, 31), ""),
        ("2021年11月中旬前完成", date(2021, 11, 20), ""),
        ("2021年11月上旬", date(2021, 11, 10), ""),
        ("2021年底", date(2021, 12, 31), ""),
        ("2021年年底前", date(2021, 12, 31), ""),
        ("2022年上半年", date(2022, 6, 30), ""),
        ("2021年第四季度", date(2021, 12, 31), ""),
        ("2021.10.1-2021.12.20", date(2021, 12, 20), ""),
        ("2021年10月至12月", date(2021, 12, 31), ""),
        ("2021年10月20日—11月30日", date(2021, 11, 30), ""),
        ("立行立改", None, "短期攻坚"),
        ("长期坚持", None, "长期坚持"),
        ("立行立改，长期坚持", None, "长期坚持"),
        ("2021年12月底前完成，并长期坚持", date(2021, 12, 31), "长期坚持"),
        ("限2021年12月20日前整改到位", date(2021, 12, 20), ""),
        ("", None, ""),
        ("/", None, ""),
    ],
)  # fmt: skip
def test_a_deadline_as_people_write_it(written: object, day: date | None, term: str) -> None:
    assert read_deadline(written) == Deadline(day, term)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("尽快", "日期或期限"),
        ("2021年2月30日", "存在的日期"),
        ("2021年13月底", "存在的日期"),
        ("2021年12月前", "哪一天之前"),
        ("12月底前", "写明年份"),
        ("年底前", "写明年份"),
        ("2021年11月底前、2021年12月底前", "一个时限"),
        ("2021.12.20-2021.10.1", "日期或期限"),
        (12, "日期或期限"),
        (True, "日期或期限"),
    ],
)
def test_what_is_no_deadline_is_refused_and_not_guessed(written: object, expected: str) -> None:
    read = read_deadline(written)
    assert isinstance(read, Unreadable) and expected in read.expected


def test_a_year_given_for_the_list_serves_deadlines_without_one() -> None:
    assert read_deadline("12月底前", 2021) == Deadline(date(2021, 12, 31))
    assert read_deadline("11月5日前", 2021) == Deadline(date(2021, 11, 5))
    assert read_deadline("年底前", 2021) == Deadline(date(2021, 12, 31))
    assert read_deadline("2022年1月底", 2021) == Deadline(date(2022, 1, 31))


def test_departments_and_measures_inside_a_text_are_taken_apart() -> None:
    read = take_apart(
        "集中饮水工程管护不到位。(牵头单位:县水利局;责任单位:各乡镇（街道）)整改措施:一是明确管护人；二是落实经费。"
    )
    assert read.words == "集中饮水工程管护不到位。"
    assert read.parts == {
        "lead_department": "县水利局", "department": "各乡镇（街道）", "remedy": "一是明确管护人；二是落实经费。",
    }  # fmt: skip


def test_labelled_lines_are_taken_apart() -> None:
    read = take_apart("饮水不达标（靠近河边）。\n责任单位：水利局\n整改时限：2021年12月底前\n整改进展：已修")
    assert read.words == "饮水不达标（靠近河边）。"
    assert read.parts == {"department": "水利局", "deadline": "2021年12月底前", "progress": "已修"}


@pytest.mark.parametrize(
    "text",
    [
        "没有标签的问题。",
        "（牵头单位：甲）整改措施：乙",
        "未明确责任单位：问题突出",
        "（责任单位：水利局 没有收尾",
        "（其中责任单位：甲）的问题",
    ],
)
def test_a_text_that_cannot_be_taken_apart_stays_whole(text: str) -> None:
    read = take_apart(text)
    assert read.words == text and read.parts == {}


def test_every_value_of_the_ledger_stands_for_itself_and_nothing_else_is_declared() -> None:
    words = list_words()
    known = {
        "sources": SOURCES, "categories": PROBLEM_TYPES, "severities": SEVERITIES, "terms": TERMS, "root_causes": ROOT_CAUSES,
        "states": STATES,
    }  # fmt: skip
    for group, values in known.items():
        assert set(words.choices[group].values()) == set(values)
        assert [words.value(group, value) for value in values] == list(values)
    assert set(CHOICES) == set(words.choices)


def test_the_cuts_of_the_framework_are_known_words() -> None:
    framework = read_framework(DEFAULT_FRAMEWORK)
    words = list_words()
    for aspect in framework.aspects:
        assert words.value("aspects", aspect.title) == aspect.title
    for indicator in framework.indicators:
        assert words.value("indicators", indicator.title) == indicator.title


def test_the_ledger_s_own_titles_are_known_columns() -> None:
    columns = list_words().columns
    own = {name: title for name, title in FIELD_TITLES.items() if name != "measure"}
    found = {name: columns.get(normalise_header(title), "") for name, title in own.items()}
    assert found == {name: name for name in own} | {
        "problem_type": "category", "place_code": "place:code", "place_name": "place:any",
    }  # fmt: skip


def test_similar_words_are_not_guessed() -> None:
    words = list_words()
    assert words.value("sources", "国家 暗访") == "国家暗访"
    assert [words.value("sources", text) for text in ("暗访", "国家", "国家暗访组发现的")] == ["", "", ""]
