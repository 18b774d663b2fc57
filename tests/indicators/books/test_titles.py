"""Every key that a book may have has its Chinese title."""

from collections.abc import Iterable

import pytest

from core.declared import Field
from indicators.books import key_titles, say_field
from indicators.declared.fields import CUT, FRAMEWORK, HOLDING, LIGHTS, MEASURE
from indicators.scoring import RULES, parameters_of

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
