"""The 动态清零 curve and the time to close on each database, compared with plain loops over every event."""

import statistics
from datetime import date, datetime, timedelta

import pandas as pd
import pytest

from core.errors import UserError
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft, Event
from ledger.book.words import CLOSED, IN_HAND
from ledger.looking.clearing import all_times, clearing_curve, closing_times, say_clearing
from ledger.looking.searching import ProblemFilter
from tests.ledger.looking.summary_case import TODAY, Known, at, close, fill_history

MONDAY = datetime(2021, 9, 6, 10, 0)


@pytest.fixture
def known(ledger: Ledger) -> Known:
    """The ledger with its history, on each database in turn."""
    return fill_history(ledger)


def open_days(events: list[Event]) -> int | None:
    """Days a problem stood open before it was closed, walking its events; None where it came closed or is open now."""
    if events[0].state == CLOSED:
        return None
    since: date | None = None
    days = 0
    for event in events:
        if event.state == CLOSED and since is not None:
            days, since = days + (event.day - since).days, None
        elif event.state and since is None:
            since = event.day
    return None if since is not None else days


@pytest.mark.parametrize("by", ["department", "problem_type", "source", "person"])
def test_times_to_close_are_those_of_plain_loops(known: Known, by: str) -> None:
    expected: dict[str, list[int]] = {}
    for problem in known.problems:
        days = open_days(known.events[problem.id])
        if days is not None:
            expected.setdefault(getattr(problem, by), []).append(days)
    found = closing_times(known.ledger.engine, ProblemFilter(), by, TODAY)
    times = {
        row.name_: (row.closed, row.median, row.shortest, row.longest)
        for row in found.rename(columns={"name": "name_"}).itertuples()
    }
    assert times == {
        name: (len(days), statistics.median(days), min(days), max(days)) for name, days in expected.items()
    }
    assert list(found["median"]) == sorted(found["median"], reverse=True)
    every = [days for group in expected.values() for days in group]
    whole = all_times(known.ledger.engine, ProblemFilter(), TODAY)
    assert (whole.closed, whole.median) == (len(every), statistics.median(every))


def test_a_problem_reopened_counts_the_days_it_stood_open_and_not_those_between(ledger: Ledger) -> None:
    values = {"source": "排查", "title": "饮水不达标", "department": "水利局"}
    problem = at(ledger, MONDAY).open(Draft(values, state=IN_HAND), "甲").problem
    problem = close(at(ledger, MONDAY + timedelta(days=5)), problem)
    problem = at(ledger, MONDAY + timedelta(days=30)).move(problem.id, problem.version, IN_HAND, "乙", "又断水")
    assert all_times(ledger.engine, ProblemFilter(), TODAY).closed == 0
    close(at(ledger, MONDAY + timedelta(days=33)), problem)
    times = closing_times(ledger.engine, ProblemFilter(), "department", TODAY)
    assert times.to_dict("records") == [{"name": "水利局", "closed": 1, "median": 8.0, "shortest": 8, "longest": 8}]


def test_times_by_a_column_that_gives_none_are_refused(ledger: Ledger) -> None:
    with pytest.raises(UserError, match="不能按这一栏统计"):
        closing_times(ledger.engine, ProblemFilter(), "title", TODAY)


def test_the_curve_is_that_of_a_plain_walk_day_by_day(known: Known) -> None:
    for asked, codes in ((ProblemFilter(), ""), (ProblemFilter(place="433123", state=CLOSED), "433123")):
        curve = clearing_curve(known.ledger.engine, asked, TODAY)
        own = [one for one in known.problems if one.place_code.startswith(codes)]
        moves = [(event, event.state == CLOSED) for one in own for event in known.events[one.id] if event.state]
        for row in curve.to_dict("records"):
            before = [(event, ends) for event, ends in moves if event.day <= row["day"]]
            entered = sum(event.state_was in ("", CLOSED) for event, _ in before)
            closed = sum(ends for _, ends in before)
            assert (row["entered"], row["closed"], row["open"]) == (entered, closed, entered - closed)
        assert curve["day"].iloc[-1] == TODAY
        assert curve["open"].iloc[-1] == sum(one.state != CLOSED for one in own)


def test_an_empty_ledger_has_no_curve_and_says_so(ledger: Ledger) -> None:
    curve = clearing_curve(ledger.engine, ProblemFilter(), TODAY)
    assert curve.empty and say_clearing(curve, TODAY) == "还没有登记过问题"
    assert all_times(ledger.engine, ProblemFilter(), TODAY).median is None


@pytest.mark.parametrize(
    ("before", "now", "said"),
    [
        ((20, 10, 10), (24, 20, 4), "未销号由 10 个降到 4 个；照此约 20 天清零"),
        ((20, 10, 10), (32, 15, 17), "未销号由 10 个升到 17 个；照此不能清零"),
        ((20, 10, 10), (25, 15, 10), "未销号由 10 个仍为 10 个；照此不能清零"),
        ((20, 10, 10), (24, 24, 0), "已清零：近 30 天登记和重新打开 4 次、销号 14 次"),
    ],
)
def test_what_the_last_month_did_is_said(before: tuple[int, ...], now: tuple[int, ...], said: str) -> None:
    rows = [(TODAY - timedelta(days=30), *before), (TODAY, *now)]
    assert said in say_clearing(pd.DataFrame(rows, columns=["day", "entered", "closed", "open"]), TODAY)
