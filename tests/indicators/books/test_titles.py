"""Every key that a book may have has its Chinese title."""

import re
from collections.abc import Iterable
from typing import Any

import pytest

from core.declared import Field
from indicators.books import find_book, key_titles, list_faults, save, say_faults, say_field
from indicators.declared.fields import CUT, FRAMEWORK, HOLDING, LIGHTS, MEASURE
from indicators.scoring import RULES, parameters_of
from tests.indicators.books.conftest import small

PARTS: dict[str, Iterable[Field]] = {
    "framework": FRAMEWORK.fields,
    "cut": CUT.fields,
    "lights": LIGHTS.fields,
    "measure": MEASURE.fields,
    "parameters": [field for rule in RULES.values() for field in parameters_of(rule)],
}


@pytest.mark.parametrize("part", PARTS)
def test_every_key_has_a_title(part: str) -> None:
    missing = {field.name for field in PARTS[part]} - key_titles()[part].keys()
    assert not missing, f"name {', '.join(sorted(missing))} in indicators/books/key_titles.yaml"


def test_every_key_of_a_register_and_every_rule_has_a_title() -> None:
    assert (
        not {field.name for field in HOLDING.fields} - key_titles()["holding"].keys() - key_titles()["measure"].keys()
    )
    assert not RULES.keys() - key_titles()["rules"].keys()


def test_a_field_is_said_by_its_titles() -> None:
    assert say_field("measure", "scoring.full_at") == "计分规则 ▸ 满分线"
    assert say_field("framework", "aspects.工作落实.points") == "方面 ▸ 工作落实 ▸ 分值"
    assert say_field("measure", "holds_against.met") == "对应的登记表 ▸ 应达到的条件"


COUNTED = {"table": "county_figures", "met": None, "numerator": "meetings_held", "denominator": "meetings_planned"}
IN_WORDS: dict[str, tuple[dict[str, Any], dict[str, Any], str]] = {
    "lines turned round": (
        {"scoring": {"rule": "linear", "zero_at": 0.9, "full_at": 0.5}}, {}, "零分线 0.9，满分线 0.5」。请对调 零分线 和 满分线"
    ),
    "an unknown rule": ({"scoring": {"rule": "magic"}}, {}, "“完成率”的“计分规则”：没有这种计分规则"),
    "a text where a figure belongs": ({"numerator": "place_name"}, {}, "应为数字，实际为「地区」"),
    "months turned round": ({}, {"valid_from": "2026-12", "valid_to": "2026-01"}, "或改 适用起月"),
}  # fmt: skip


@pytest.mark.parametrize("name", IN_WORDS)
def test_a_fault_names_no_key_and_no_column_of_a_file(name: str) -> None:
    measure, framework, said = IN_WORDS[name]
    (fault,) = list_faults(save(small(COUNTED | measure, **framework), "张三", "试"))
    assert said in fault.message and not re.search(r"[a-z]_[a-z]|valid|rule", fault.message), fault.message


def test_a_fault_of_many_measures_is_told_once_with_their_names() -> None:
    book = small()
    for at in range(4):
        book["measures"][f"more_{at}"] = {**book["measures"]["done"], "title": f"第{at}项", "table": None}
    (said,) = say_faults(list_faults(save(book, "张三", "试")))
    assert said == "4 项指标的“数据表”：缺少必填字段。请补上。这些是“第0项”、“第1项”、“第2项”、“第3项”"
    assert find_book("b0001").measures == 5 and find_book("b0001").problem == "“第0项”的“数据表”：缺少必填字段。请补上"
