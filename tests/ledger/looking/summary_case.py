"""A ledger with a history of four months for the tests of sums: problems opened, closed, reopened, late, by nobody."""

import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from ledger.book.ledger import Ledger
from ledger.book.problems import Draft, Event, Problem
from ledger.book.words import CLOSED, DONE, IN_HAND
from ledger.looking.searching import BEYOND_20, NO_DEADLINE, OVERDUE, WITHIN_10, WITHIN_20

TODAY = date(2021, 11, 20)
FIRST = datetime(2021, 8, 1, 9, 0)
DEPARTMENTS = ("水利局", "住建局", "医保局", "")
PEOPLE = ("王小明", "李建国", "")
SOURCES = ("国家暗访", "排查", "信访")
TYPES = ("三保障不够扎实", "基础资料不完善", "")
PLACES = ("433123901201", "433123902201", "433122901201", "433123901202")
PDF = b"%PDF-1.7 something"


@dataclass(frozen=True)
class Known:
    """The problems with their events, as the plain loops of the tests look at them."""

    ledger: Ledger
    problems: Sequence[Problem]
    events: dict[int, list[Event]]


def fill_history(ledger: Ledger, count: int = 60, seed: int = 4) -> Known:
    """Problems on random days with random steps, the same for the same seed."""
    rnd = random.Random(seed)
    for number in range(count):
        _open_one(ledger, rnd, number)
    problems = [ledger.read(number) for number in range(1, count + 1)]
    return Known(ledger, problems, {problem.id: ledger.events(problem.id) for problem in problems})


def due_of(state: str, deadline: date | None, today: date) -> str:
    """How much time is left, one of `DUES`; '' for a closed problem."""
    if state == CLOSED:
        return ""
    if deadline is None:
        return NO_DEADLINE
    left = (deadline - today).days
    return OVERDUE if left < 0 else WITHIN_10 if left <= 10 else WITHIN_20 if left <= 20 else BEYOND_20


def _open_one(ledger: Ledger, rnd: random.Random, number: int) -> None:
    day = FIRST + timedelta(days=rnd.randrange(100))
    values = {
        "source": rnd.choice(SOURCES), "title": f"饮水不达标之{number}", "place_code": rnd.choice(PLACES),
        "place_name": "一村", "department": rnd.choice(DEPARTMENTS), "person": rnd.choice(PEOPLE),
        "problem_type": rnd.choice(TYPES), "indicator": rnd.choice(("饮水", "住房")),
        "deadline": rnd.choice([None, *[TODAY + timedelta(days=days) for days in (-40, -1, 0, 3, 10, 11, 20, 21, 90)]]),
    }  # fmt: skip
    problem = at(ledger, day).open(Draft(values, state=IN_HAND), "甲").problem
    if number % 15 == 0:
        problem = close(at(ledger, day), problem)
    for _ in range(rnd.choice((0, 1, 1, 1, 2, 3))):
        if problem.state == CLOSED:
            day += timedelta(days=rnd.randrange(1, 9))
            problem = at(ledger, day).move(problem.id, problem.version, IN_HAND, "乙", "又出现")
        day += timedelta(days=rnd.randrange(0, 12))
        problem = close(at(ledger, day), problem)


def at(ledger: Ledger, now: datetime) -> Ledger:
    """The same ledger at that moment."""
    return replace(ledger, clock=lambda: now)


def close(ledger: Ledger, problem: Problem) -> Problem:
    """Take a problem that is in hand all the way to 已销号."""
    problem = ledger.move(problem.id, problem.version, DONE, "甲")
    problem = ledger.add_evidence(problem.id, "甲", "照片.pdf", PDF)
    return ledger.move(problem.id, problem.version, CLOSED, "丙")
