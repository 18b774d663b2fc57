"""The negative list caps the grade: what is broken, what is not known, the lowest cap of several, and the form's answer."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pandas as pd
import pytest

from core.errors import UserError
from indicators.evaluation import Evaluation, offered_grades
from indicators.figures import Grade, read_grades, set_grade
from store import Store
from tests.indicators.figures.test_grades import FENGHUANG
from tests.indicators.scoring.rule_makers import LOWER, read

GRADES = ("好", "较好", "一般", "差")
HERE, THERE = "433123", "433124"


def evaluated(**values: float | None) -> Evaluation:
    """An evaluation of one place with two caps (违规 at 一般, 迟报 at 较好 from the second case) and a measure without one."""
    caps = {
        "misuse": read({"rule": "grade_cap", "best": "一般"}, None, LOWER, "count:例"),
        "late": read({"rule": "grade_cap", "best": "较好", "allowed": 1}, None, LOWER, "count:例"),
        "plain": read({"rule": "threshold", "full_at": 0}, 5, LOWER, "count:例"),
    }
    measures = {name: SimpleNamespace(title=name, unit="count:例", rule=rule) for name, rule in caps.items()}
    rows = [{"place_code": HERE, "measure": name, "value": values.get(name)} for name in caps]
    framework = SimpleNamespace(grades=GRADES, measures=measures)
    return cast(Evaluation, SimpleNamespace(framework=framework, measures=pd.DataFrame(rows).astype({"value": float})))


@pytest.mark.parametrize(
    ("values", "best"),
    [
        ({}, ""),
        ({"misuse": 0, "late": 1, "plain": 9}, ""),
        ({"misuse": 0, "late": 2}, "较好"),
        ({"misuse": 1, "late": 2}, "一般"),
        ({"misuse": 1}, "一般"),
        ({"misuse": None, "late": 2}, "较好"),
    ],
)
def test_the_lowest_cap_broken_holds_and_what_is_unknown_breaks_none(values: dict[str, Any], best: str) -> None:
    offered = offered_grades(evaluated(**values), HERE)
    assert offered.best == best
    assert offered.grades == GRADES[GRADES.index(best) if best else 0 :]
    assert offered.is_known == ({"misuse", "late"} <= {name for name, value in values.items() if value is not None})
    assert offered_grades(evaluated(**values), THERE).grades == GRADES


def test_a_grade_above_the_cap_is_refused_with_the_reason(tmp_path: Path) -> None:
    offered, store = offered_grades(evaluated(misuse=2), HERE), Store(tmp_path)
    assert offered.why == "misuse 2 例，等次最高只能评为“一般”"
    with pytest.raises(UserError, match=r"不能评这个等次：misuse 2 例.*可选：一般、差"):
        set_grade(store, Grade(FENGHUANG, "2021", "好", "好", "甲"), offered.grades, offered.why)
    assert read_grades(store, "2021").empty
    set_grade(store, Grade(FENGHUANG, "2021", "一般", "违规使用资金", "甲"), offered.grades, offered.why)
    assert read_grades(store, "2021")["grade"].tolist() == ["一般"]
