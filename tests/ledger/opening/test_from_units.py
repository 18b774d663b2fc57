"""Departments that fall short get a problem each, theirs to answer for, and the same one again is recognised."""

from datetime import date
from pathlib import Path

import pytest

from core.errors import UserError
from indicators.declared import COUNTY, SUBJECT, read_framework
from indicators.evaluation import Evaluation, evaluate
from indicators.shortfalls import ListRequest, request_for
from ledger.book import Ledger
from ledger.opening import Order, groupings_of, open_shortfalls
from store import Store
from tests.indicators.small_case import write_rows

BOOK, MONTH, MEASURE, DAY = "cooperation_departments_2019", "2021-11", "coop_department_exceeded", date(2021, 11, 20)
DONE = {"州商务局": (4, 6), "州水利局": (3,), "州总工会": (9,)}
"""Department → what it has done of each of its items, of 5 agreed; exactly 5 would not do."""


@pytest.fixture
def store(tmp_path: Path) -> Store:
    store = Store(tmp_path / "data")
    agreed, done = [], []
    for unit, values in DONE.items():
        for number, value in enumerate(values, start=1):
            place = {"place_code": "433100", "county_code": None, "unit_name": unit, "item": f"第{number}项"}
            agreed.append({**place, "period": "2021", "block": "产业合作", "unit": "个", "agreed_value": 5.0})
            done.append({**place, "period": MONTH, "reported_by": "本级", "done_value": float(value)})
    write_rows(store, "cooperation_agreements", agreed)
    write_rows(store, "cooperation_reports", done)
    return store


def asked(store: Store) -> tuple[Evaluation, ListRequest]:
    evaluation = evaluate(store, read_framework(BOOK), MONTH, "433100")
    request = request_for(evaluation.framework.measure(MEASURE), MONTH, "", lambda: evaluation)
    return evaluation, request


def test_every_department_that_falls_short_has_its_own_problem(ledger: Ledger, store: Store) -> None:
    evaluation, request = asked(store)
    assert groupings_of(request.measure, evaluation.framework.level) == (SUBJECT,)
    opened = open_shortfalls(ledger, store, evaluation, request, Order(SUBJECT, DAY), "甲")
    found = {one.problem.department: one.problem for one in opened}
    assert set(found) == {"州商务局", "州水利局"}
    assert "第1项" in found["州商务局"].description and "第2项" not in found["州商务局"].description
    assert {problem.place_code for problem in found.values()} == {"433100"}
    again = open_shortfalls(ledger, store, evaluation, request, Order(SUBJECT, DAY), "甲")
    assert {one.problem.id for one in again} == {problem.id for problem in found.values()}
    with pytest.raises(UserError, match="不能这样合并"):
        open_shortfalls(ledger, store, evaluation, request, Order(COUNTY, DAY), "甲")
