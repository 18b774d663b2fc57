"""A household with several rows of a register counts once, as its report counts it."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pytest

from core.errors import UserError
from indicators.declared import REGISTER, Measure, read_framework, views
from indicators.declared.reading_measures import read_one
from indicators.evaluation import query
from indicators.reconciliation import compare_registers, differing
from indicators.shortfalls import RecordRequest, lists, read_list, records, row_token
from store import Store
from tests.indicators.shortfalls.project_case import FENGHUANG, TOWN
from tests.indicators.small_case import write_rows

FRAMEWORK: Final = read_framework("consolidation_2021")
PERIOD, DAY = "2021-11", date(2021, 11, 20)
EARLY, LATE, RECENT = date(2021, 3, 1), date(2021, 6, 1), date(2021, 11, 10)
PLACE: Final = {"place_code": f"{TOWN}201", "county_code": FENGHUANG, "period": "2021"}
ITEMS: Final = {
    "subsidy_paid": "subsidy_paid",
    "credit_satisfied": "credit_wanted",
    "big_illness_visits": "big_illness_visit",
}
DUE: Final = {"approved_cny": 800.0, "approved_on": EARLY}
PAID: Final = {**DUE, "paid_cny": 800.0, "paid_on": LATE, "is_paid": True}
UNPAID: Final = {**DUE, "paid_cny": 0.0, "is_paid": False}
UNSAID: Final = {**DUE, "paid_cny": None, "is_paid": True}
NEW: Final = {**UNPAID, "approved_on": RECENT}
ASKED: Final = {"wanted_cny": 20_000.0, "applied_on": EARLY}
LENT: Final = {**ASKED, "loan_cny": 20_000.0, "lent_on": LATE}
REFUSED: Final = {**ASKED, "refused_reason": "征信不良"}
UNREAD: Final = {**ASKED, "loan_cny": 20_000.0, "refused_columns": ",lent_on,"}


def _write(store: Store, table: str, rows: list[Mapping[str, Any]]) -> None:
    write_rows(store, table, [{**PLACE, **row} for row in rows])


def _report(store: Store, measure: str, target: int, done: int) -> None:
    own = {"place_code": TOWN, "period": PERIOD, "item": ITEMS[measure], "target_count": target, "done_count": done}
    _write(store, "township_progress", [own])


def _register(measure: str) -> Measure:
    return FRAMEWORK.measure(measure).counted_from(REGISTER)


def _counted(store: Store, measure: str) -> tuple[float, float, float]:
    """Good, judged and unknown households of the register."""
    with store.connect() as connection:
        views.prepare(connection)
        (found,) = query.measure_values(connection, [_register(measure)], PERIOD, "county", FENGHUANG, DAY).to_dict(
            "records"
        )
    return found["numerator"], found["denominator"], found["rows_unknown"] + found["rows_uncounted"]


def _listed(store: Store, measure: str, is_unclear: bool = False) -> pd.DataFrame:
    request = lists.ListRequest(_register(measure), PERIOD, FENGHUANG, day=DAY)
    return read_list(store, lists.unjudged_of(request) if is_unclear else request, "", None).rows


def _household(table: str, rows: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    own = {"household_subsidies": "subsidy_kind", "microcredit": "loan_code"}[table]
    person = {"id_number": "433123199001011234"} if table == "microcredit" else {}
    return [{"household_code": "H1", own: f"第{at}笔", **person, **row} for at, row in enumerate(rows, 1)]


@pytest.mark.parametrize(
    ("measure", "rows", "counted", "told"),
    [
        ("subsidy_paid", [PAID, PAID], (1, 1, 0), ""),
        ("subsidy_paid", [PAID, UNPAID], (0, 1, 0), "第2笔"),
        ("subsidy_paid", [UNPAID, PAID, UNPAID], (0, 1, 0), "第1笔"),
        ("subsidy_paid", [UNSAID, PAID], (0, 0, 1), ""),
        ("subsidy_paid", [UNSAID, UNPAID], (0, 1, 0), "第2笔"),
        ("subsidy_paid", [PAID, NEW], (1, 1, 0), ""),
        ("credit_satisfied", [LENT, LENT], (1, 1, 0), ""),
        ("credit_satisfied", [REFUSED, LENT], (1, 1, 0), ""),
        ("credit_satisfied", [REFUSED, ASKED], (0, 1, 0), "第1笔"),
        ("credit_satisfied", [UNREAD, REFUSED], (0, 0, 1), ""),
        ("credit_satisfied", [UNREAD, LENT], (1, 1, 0), ""),
    ],
)
def test_a_household_counts_once_and_its_list_ends_at_the_row_that_tells(
    empty_folder: Path, measure: str, rows: list[Mapping[str, Any]], counted: tuple[int, int, int], told: str
) -> None:
    """All payments of a household have to be paid; one loan is a loan."""
    store, table = Store(empty_folder), {"subsidy_paid": "household_subsidies"}.get(measure, "microcredit")
    _report(store, measure, 1, counted[0])
    _write(store, table, _household(table, rows))
    good, judged, unknown = _counted(store, measure)
    assert (good, judged, unknown) == counted
    listed = _listed(store, measure)
    named = "subsidy_kind" if table == "household_subsidies" else "loan_code"
    assert listed[named].tolist() == ([told] if told else [])
    assert len(_listed(store, measure, is_unclear=True)) == counted[2]
    assert differing(compare_registers(store, FRAMEWORK, PERIOD, FENGHUANG, DAY, only=measure)).empty
    if told:
        assert (listed["household_code"].iloc[0], listed["source_row"].iloc[0]) == ("H1", 1 + int(told[1:-1]))


def _stays(*persons: tuple[str, float, date]) -> list[Mapping[str, Any]]:
    return [{"id_number": number, "out_of_pocket_cny": own, "admitted_on": day} for number, own, day in persons]


MAN, WIFE, NEIGHBOUR = "433123199001011234", "433123199202021247", "433123195505051238"


@pytest.mark.parametrize(
    ("stays", "counted", "told"),
    [
        (_stays((MAN, 30_000, EARLY), (WIFE, 25_000, EARLY)), (1, 1, 0), ""),
        (_stays((MAN, 30_000, EARLY), (WIFE, 25_000, LATE)), (0, 1, 0), WIFE),
        (_stays((MAN, 30_000, EARLY), (WIFE, 500, LATE)), (1, 1, 0), ""),
        (_stays((MAN, 30_000, EARLY), (WIFE, 25_000, EARLY), (NEIGHBOUR, 40_000, EARLY)), (1, 1, 1), ""),
    ],
)
def test_a_household_in_which_two_were_ill_is_one_to_be_visited(
    empty_folder: Path, stays: list[Mapping[str, Any]], counted: tuple[int, int, int], told: str
) -> None:
    """Only members beyond the line count, and each has to have been visited after; who is in no household stands alone."""
    store = Store(empty_folder)
    _report(store, "big_illness_visits", int(counted[1] + counted[2]), counted[0])
    members = [{"period": PERIOD, "household_code": "H1", "id_number": number} for number in (MAN, WIFE)]
    _write(store, "monitored_persons", members)
    _write(store, "visits", [{"household_code": "H1", "visited_on": date(2021, 4, 1)}])
    _write(store, "hospital_stays", stays)
    assert _counted(store, "big_illness_visits") == counted
    listed = _listed(store, "big_illness_visits")
    assert listed["id_number"].tolist() == ([told] if told else [])
    assert differing(compare_registers(store, FRAMEWORK, PERIOD, FENGHUANG, DAY, only="big_illness_visits")).empty


def test_a_loan_that_names_no_household_is_of_its_borrowers(empty_folder: Path) -> None:
    store = Store(empty_folder)
    members = [{"period": PERIOD, "household_code": "H1", "id_number": number} for number in (MAN, WIFE)]
    _write(store, "monitored_persons", members)
    loans = [{**LENT, "loan_code": "1", "id_number": MAN}, {**REFUSED, "loan_code": "2", "id_number": WIFE}]
    _write(store, "microcredit", [*loans, {**REFUSED, "loan_code": "3", "id_number": NEIGHBOUR}])
    assert _counted(store, "credit_satisfied") == (1, 2, 0)
    assert _listed(store, "credit_satisfied")["loan_code"].tolist() == ["3"]


def test_a_misreported_household_is_found_where_others_have_several_rows(empty_folder: Path) -> None:
    store = Store(empty_folder)
    _report(store, "subsidy_paid", 2, 2)
    rows = [*_household("household_subsidies", [PAID, UNPAID]),
            *({**row, "household_code": "H2"} for row in _household("household_subsidies", [PAID, PAID]))]  # fmt: skip
    _write(store, "household_subsidies", rows)
    (found,) = differing(compare_registers(store, FRAMEWORK, PERIOD, FENGHUANG, DAY)).to_dict("records")
    assert (found["measure"], found["figure"], found["difference"], found["unit"]) == (
        "subsidy_paid",
        "numerator",
        1,
        "households",
    )


def test_a_narrowed_list_has_no_household_that_the_whole_one_has_not(empty_folder: Path) -> None:
    """Which row tells is asked of all rows of a household, whatever the list is narrowed to."""
    store = Store(empty_folder)
    _write(
        store, "microcredit", _household("microcredit", [{**REFUSED, "purpose": "养殖"}, {**LENT, "purpose": "种植"}])
    )
    register = _register("credit_satisfied")
    request = lists.ListRequest(register, PERIOD, FENGHUANG, filters={"purpose": "养殖"}, day=DAY)
    assert read_list(store, request, "", None).total == 0


def test_the_row_of_a_household_that_another_row_settles_does_not_fall_short(empty_folder: Path) -> None:
    store = Store(empty_folder)
    _write(store, "microcredit", _household("microcredit", [REFUSED, LENT, REFUSED]))
    register = _register("credit_satisfied")

    def is_short(loan: str) -> bool:
        token = row_token(register.table, {"county_code": FENGHUANG, "period": "2021", "loan_code": loan})
        record = records.read_record(store, RecordRequest(FRAMEWORK, register, PERIOD, FENGHUANG, token, DAY))
        assert record is not None
        return record.is_short

    assert [is_short(f"第{at}笔") for at in (1, 2, 3)] == [False, False, False]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"counted_by": "household"}, "counted_by"),
        ({"counted_by": "household_code", "met": None, "count": True}, "counted_by"),
    ],
)
def test_what_cannot_be_counted_together_is_refused(change: Mapping[str, Any], field: str) -> None:
    own = {
        "title": "补助兑现率", "aspect": "政策落实", "indicator": "产业发展", "table": "township_progress", "numerator": "done_count",
        "denominator": "target_count", "unit": "percent", "direction": "higher_is_better", "says": "一个 ÷ 另一个", "source": "测试",
    }  # fmt: skip
    held = {"table": "household_subsidies", "met": "is_paid", "scored": False, **change}
    with pytest.raises(UserError) as raised:
        read_one({**own, "holds_against": held}, "own", FRAMEWORK)
    assert raised.value.field == f"holds_against.{field}"
