"""Sums of the ledger on each database, compared with plain loops over every problem."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.errors import UserError
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft, Problem
from ledger.book.words import CLOSED
from ledger.looking.searching import DUES, OVERDUE, UNCLOSED, ProblemFilter
from ledger.looking.summaries import (
    CHOSEN,
    count_deadlines,
    count_duties,
    find_due_on,
    late_departments,
    list_values,
    sum_problems,
    widen,
)
from tests.ledger.looking.summary_case import TODAY, Known, due_of, fill_history

FILTERS: tuple[tuple[ProblemFilter, Callable[[Problem], bool]], ...] = (
    (ProblemFilter(), lambda problem: True),
    (ProblemFilter(place="433123"), lambda problem: problem.place_code.startswith("433123")),
    (ProblemFilter(place="433123901", source="排查"),
     lambda problem: problem.place_code.startswith("433123901") and problem.source == "排查"),
    (ProblemFilter(department="水利局", state=CLOSED), lambda problem: problem.department == "水利局"),
    (ProblemFilter(words="之1", due=OVERDUE), lambda problem: "之1" in problem.title),
)  # fmt: skip
"""A filter with what it holds besides its state and due, which these sums leave out."""


@pytest.fixture
def known(ledger: Ledger) -> Known:
    """The ledger with its history, on each database in turn."""
    return fill_history(ledger)


def held(known: Known, keeps: Callable[[Problem], bool]) -> list[Problem]:
    return [problem for problem in known.problems if keeps(problem)]


def is_late(problem: Problem) -> bool:
    return problem.state != CLOSED and problem.deadline is not None and problem.deadline < TODAY


def test_sums_keep_apart_what_is_closed_and_how_much_time_is_left(known: Known) -> None:
    for asked, keeps in FILTERS:
        problems = held(known, keeps)
        sums = sum_problems(known.ledger.engine, asked, TODAY)
        due = Counter(due_of(one.state, one.deadline, TODAY) for one in problems)
        assert sums.due == {name: due[name] for name in DUES}
        assert (sums.total, sums.closed) == (len(problems), due[""])
        assert sums.unclosed == len(problems) - due[""] and sums.overdue == due[OVERDUE]


def test_who_is_late_comes_most_first(known: Known) -> None:
    for asked, keeps in FILTERS:
        found = late_departments(known.ledger.engine, asked, TODAY)
        expected = Counter(one.department for one in held(known, keeps) if is_late(one))
        assert dict(zip(found["department"], found["overdue"], strict=True)) == expected
        assert list(found["overdue"]) == sorted(found["overdue"], reverse=True)


def test_values_for_a_picker_are_those_there_are_whatever_the_picker_says(known: Known) -> None:
    engine = known.ledger.engine
    for name in CHOSEN:
        expected = Counter(getattr(one, name) for one in known.problems if getattr(one, name))
        chosen = replace(ProblemFilter(), **{name: "别的"})  # type: ignore[arg-type]
        found = list_values(engine, chosen, name, TODAY, 300)
        assert set(found) == set(expected)
        assert [expected[value] for value in found] == sorted(expected.values(), reverse=True)
    assert len(list_values(engine, ProblemFilter(), "department", TODAY, 2)) == 2
    with pytest.raises(UserError, match="不能按这一栏筛选"):
        list_values(engine, ProblemFilter(), "title", TODAY, 9)


def test_the_list_of_a_day_has_that_day_only_and_its_total(known: Known) -> None:
    engine = known.ledger.engine
    for day in {one.deadline for one in known.problems if one.deadline}:
        expected = [one for one in known.problems if one.deadline == day]
        rows, total = find_due_on(engine, ProblemFilter(), day, TODAY)
        assert total == len(expected) and set(rows["id"]) == {one.id for one in expected}
        closed = [state == CLOSED for state in rows["state"]]
        assert closed == sorted(closed)
        few, same = find_due_on(engine, ProblemFilter(), day, TODAY, limit=1, offset=0)
        assert len(few) == 1 and same == total
    rows, total = find_due_on(engine, ProblemFilter(state=UNCLOSED), TODAY, TODAY)
    assert total == sum(one.deadline == TODAY and one.state != CLOSED for one in known.problems)


def test_a_calendar_counts_each_day_between_both_ends(known: Known) -> None:
    first, last = TODAY - timedelta(days=1), TODAY + timedelta(days=20)
    for asked, keeps in FILTERS:
        found = count_deadlines(known.ledger.engine, asked, first, last, TODAY)
        expected: dict[date, list[int]] = {}
        for one in held(known, keeps):
            if one.deadline and first <= one.deadline <= last:
                expected.setdefault(one.deadline, [0, 0])[one.state == CLOSED] += 1
        counted = {row.day: [int(row.unclosed), int(row.closed)] for row in found.itertuples()}
        assert counted == expected and list(found["day"]) == sorted(expected)


@pytest.mark.parametrize("by", [("department",), ("person",), ("department", "indicator"), ("department", "person")])
def test_duties_are_those_of_plain_loops(known: Known, by: tuple[str, ...]) -> None:
    for asked, keeps in FILTERS[:3]:
        found = count_duties(known.ledger.engine, asked, by, TODAY)
        groups: dict[tuple[str, ...], list[Problem]] = {}
        for one in held(known, keeps):
            groups.setdefault(tuple(getattr(one, name) for name in by), []).append(one)
        assert len(found) == len(groups)
        for row in found.to_dict("records"):
            own = groups[tuple(row[name] for name in by)]
            assert (row["total"], row["unclosed"], row["overdue"], row["longest"]) == _figures(own)
            assert row["closed_share"] == pytest.approx(1 - row["unclosed"] / len(own))
            coming = [one.deadline for one in own if one.state != CLOSED and one.deadline and one.deadline >= TODAY]
            assert row["next_deadline"] == min(coming, default=None)
        assert list(found["overdue"]) == sorted(found["overdue"], reverse=True)


def _figures(own: Iterable[Problem]) -> tuple[int, int, int, int]:
    problems = list(own)
    late = [(TODAY - one.deadline).days for one in problems if is_late(one) and one.deadline]
    return len(problems), sum(one.state != CLOSED for one in problems), len(late), max(late, default=0)


def test_duties_by_a_column_that_is_no_duty_are_refused(known: Known) -> None:
    with pytest.raises(UserError, match="不能按这一栏统计"):
        count_duties(known.ledger.engine, ProblemFilter(), ("title",), TODAY)


def test_an_empty_ledger_sums_to_nothing(ledger: Ledger) -> None:
    engine = ledger.engine
    assert sum_problems(engine, ProblemFilter(), TODAY).total == 0
    assert late_departments(engine, ProblemFilter(), TODAY).empty
    assert count_duties(engine, ProblemFilter(), ("department",), TODAY).empty
    assert count_deadlines(engine, ProblemFilter(), TODAY, TODAY, TODAY).empty
    assert find_due_on(engine, ProblemFilter(), TODAY, TODAY)[1] == 0


def test_a_place_that_holds_the_whole_ledger_need_not_be_asked_for(known: Known) -> None:
    engine = known.ledger.engine
    for place, is_whole in (("", True), ("430000", True), ("433100", True), ("433123", False), ("520000", False)):
        asked = ProblemFilter(place=place, source="排查")
        assert widen(engine, asked) == (replace(asked, place="") if is_whole else asked)
    known.ledger.open(Draft({"source": "信访", "title": "没有写明地区"}), "甲")
    assert widen(engine, ProblemFilter(place="433100")).place == ""
    known.ledger.open(Draft({"source": "信访", "title": "别处", "place_code": "520581"}), "甲")
    assert widen(engine, ProblemFilter(place="433100")).place == "433100"
