"""What is gone for the year brings a closed problem back only where something is left to do or more of it happened since."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from indicators.checks import findings
from indicators.checks.findings import FindingFilter, FindingRequest, Run
from indicators.declared.framework import Framework, read_framework
from indicators.declared.groupings import COUNTY, SUBJECT
from indicators.evaluation import evaluating
from indicators.shortfalls.lists import ListRequest, newer_than, request_for
from ledger.book import words
from ledger.book.ledger import Ledger
from ledger.book.problems import Problem
from ledger.opening.from_findings import open_findings
from ledger.opening.from_shortfalls import open_shortfalls
from ledger.opening.order import Order
from ledger.rechecking.recurring import recheck, recheck_measures
from store.versions import Store
from tests.indicators.shortfalls import project_case as case
from tests.indicators.small_case import write_rows

PERIOD = "2021-12"
PLACE = {"place_code": case.VILLAGE, "place_name": "一村", "county_code": case.FENGHUANG, "period": "2021"}
LATE, HELD = date(2021, 9, 1), date(2021, 10, 8)


@pytest.fixture(scope="module")
def framework() -> Iterator[Framework]:
    """The framework of the evaluation."""
    yield read_framework("consolidation_2021")


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """A store of two counties with projects until December."""
    return case.project_store(tmp_path / "data")


def import_register(store: Store, included_on: date | None, helped_on: date | None) -> None:
    """H1 was found on 1 September and taken in, and helped, when it is said here; H2 was taken in at once and never helped."""
    rows = [("H1", included_on, helped_on, "纳入" if included_on else "核查中"), ("H2", LATE, None, "纳入")]
    write_rows(store, "inclusion_register", [
        {**PLACE, "household_code": code, "discovered_on": LATE, "outcome": outcome, "included_on": taken, "helped_on": helped}
        for code, taken, helped, outcome in rows
    ])  # fmt: skip


def import_petitions(store: Store, days: Sequence[date]) -> None:
    """So many repeated petitions, received on these days."""
    write_rows(store, "petitions", [
        {**PLACE, "petition_code": f"X{number}", "received_on": day, "is_repeat": True}
        for number, day in enumerate(days)
    ])  # fmt: skip


def open_and_close(ledger: Ledger, store: Store, framework: Framework, name: str, by: str) -> list[Problem]:
    evaluation = evaluating.evaluate(store, framework, PERIOD, case.AREA)
    request = request_for(framework.measure(name), PERIOD, case.AREA, lambda: evaluation)
    opened = open_shortfalls(ledger, store, evaluation, request, Order(by, date(2021, 11, 20)), "甲")
    for one in opened:
        close(ledger, one.problem)
    return [one.problem for one in opened]


def close(ledger: Ledger, one: Problem) -> None:
    moved = ledger.move(one.id, one.version, words.IN_HAND, "甲")
    moved = ledger.move(one.id, moved.version, words.DONE, "甲")
    moved = ledger.add_evidence(one.id, "甲", "照片.pdf", b"%PDF-1.7")
    ledger.move(one.id, moved.version, words.CLOSED, "乙")


def test_a_household_taken_in_late_is_dealt_with_once_it_is_in(
    ledger: Ledger, store: Store, framework: Framework
) -> None:
    import_register(store, None, None)
    assert {one.household_code for one in open_and_close(ledger, store, framework, "inclusion_in_time", SUBJECT)} == {
        "H1"
    }
    import_register(store, HELD, None)
    assert recheck_measures(ledger, store, framework, PERIOD).reopened == ()
    import_register(store, None, HELD)
    assert [one.household_code for one in recheck_measures(ledger, store, framework, PERIOD).reopened] == ["H1"]


def test_households_helped_late_stay_short_and_are_dealt_with(
    ledger: Ledger, store: Store, framework: Framework
) -> None:
    """One whose day of help is not written down is not known to be late: it is no row short, before or afterwards."""
    import_register(store, LATE, HELD)
    assert {one.household_code for one in open_and_close(ledger, store, framework, "measures_in_time", SUBJECT)} == {
        "H1"
    }
    import_register(store, LATE, HELD + timedelta(days=1))
    assert recheck_measures(ledger, store, framework, PERIOD).reopened == ()


def test_a_repeated_petition_brings_a_closed_problem_back_only_where_it_is_newer(
    ledger: Ledger, store: Store, framework: Framework
) -> None:
    """The problem is closed on 20 November: those of before cannot be undone, the one of the 25th is new."""
    old = [date(2021, 11, 10), date(2021, 11, 20)]
    import_petitions(store, old)
    assert len(open_and_close(ledger, store, framework, "repeat_petitions", COUNTY)) == 1
    import_petitions(store, old)
    assert recheck_measures(ledger, store, framework, PERIOD).reopened == ()
    import_petitions(store, [*old, date(2021, 11, 25)])
    back = recheck_measures(ledger, store, framework, PERIOD).reopened
    assert len(back) == 1 and "又有 1 件未达标" in ledger.events(back[0].id)[-1].note


def test_a_month_is_newer_than_a_closing_only_when_it_is_a_later_month(store: Store, framework: Framework) -> None:
    """A month does not say on which of its days: the month of the closing itself is not called newer."""
    tree = framework.measure("media_problems").happened_on
    assert tree is not None
    for name in ("media_problems", "repeat_petitions", "removed_too_early", "returned_to_poverty"):
        measure = framework.measure(name)
        narrowed = newer_than(ListRequest(measure, PERIOD), date(2021, 11, 20)).measure.population
        assert narrowed is not None and narrowed.sql().endswith("> '2021-11-20'")
    assert "2021-11" < "2021-11-20" < "2021-12", "texts of months stand before and after the day as the months do"
    undated = replace(framework.measure("media_problems"), happened_on=None)
    assert newer_than(ListRequest(undated, PERIOD), date(2021, 11, 20)).measure is undated


def check_again(store: Store) -> Run:
    return findings.ensure_compared_run(store, PERIOD)


def test_a_check_of_what_cannot_be_undone_brings_nothing_back_that_was_dealt_with(ledger: Ledger, store: Store) -> None:
    """Every run finds who was taken in late; only one of whom that is taken back, or another late one, is to be looked at again."""
    import_register(store, None, None)
    check = "c2_inclusion_late"
    order, request = Order(SUBJECT, date(2021, 11, 20)), FindingRequest(case.AREA, FindingFilter(check=check))
    (opened,) = open_findings(ledger, store, check_again(store), request, order, "甲")
    close(ledger, opened.problem)
    import_register(store, HELD, None)
    run = check_again(store)
    assert findings.read_findings(store, run, request)[1] == 1, "it was late and stays so"
    assert recheck(ledger, store, run).reopened == ()
    import_register(store, None, None)
    assert [one.household_code for one in recheck(ledger, store, check_again(store)).reopened] == ["H1"]
