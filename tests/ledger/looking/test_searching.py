"""Filters, counts and the curve, compared with loops over dicts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict
from datetime import date, timedelta
from typing import Any

import pytest

from benchmarks.ledger_rows import TODAY, fill
from core.errors import UserError
from core.places.changes import current_code
from ledger.book import words
from ledger.book.ledger import Ledger
from ledger.book.problems import Draft
from ledger.looking.searching import DUES, GROUPS, UNCLOSED, ProblemFilter, count_problems, find_problems, read_curve

Row = dict[str, Any]
PROBLEMS, EVENTS = 300, 7
DEPARTMENT = "农业农村局"
ASKED = (
    ProblemFilter(),
    *(ProblemFilter(state=state) for state in (*words.STATES, UNCLOSED)),
    *(ProblemFilter(due=due) for due in DUES),
    ProblemFilter(source="信访"),
    ProblemFilter(source_document="第7批问题清单"),
    ProblemFilter(problem_type="资金管理不规范", state=UNCLOSED),
    ProblemFilter(aspect="工作落实", severity="严重"),
    ProblemFilter(indicator="就业稳岗", term="短期攻坚"),
    ProblemFilter(department=DEPARTMENT, due=DUES[0]),
    ProblemFilter(lead_department="乡村振兴局", root_cause="作风"),
    *(ProblemFilter(place=place) for place in ("430000", "430100", "430122", "990000")),
    ProblemFilter(department=words.NOBODY),
    ProblemFilter(person=words.NOBODY, state=UNCLOSED),
    ProblemFilter(recurred=True),
    ProblemFilter(words="危房"),
    ProblemFilter(words="%"),
    ProblemFilter(words="c级"),
    ProblemFilter(words="430122"),
    ProblemFilter(words="2021-00042"),
    ProblemFilter(words=" 第17号村 "),
)


@pytest.fixture
def filled(ledger: Ledger) -> Ledger:
    """Some hundred invented problems, three of them without a deadline or on an edge of one."""
    fill(ledger.engine, PROBLEMS, EVENTS)
    days = (None, *(TODAY + timedelta(days=days) for days in (-1, 0, 10, 11, 20, 21)))
    for number, day in enumerate(days):
        title = f"边界{number}"
        ledger.open(Draft({"source": "排查", "title": title, "deadline": day, "place_code": "430122101201"}), "甲")
    return ledger


def read_rows(ledger: Ledger) -> list[Row]:
    """Every problem there is, read one by one."""
    return [asdict(ledger.read(number)) for number in range(1, PROBLEMS + 8)]


def due(row: Row) -> str:
    """How much time is left, said once more."""
    if row["state"] == "已销号":
        return ""
    if row["deadline"] is None:
        return "未定时限"
    left = (row["deadline"] - TODAY).days
    return next(
        name
        for limit, name in ((-1, "已超时限"), (10, "剩 10 天内"), (20, "剩 20 天内"), (9999, "20 天以上"))
        if left <= limit
    )


def is_held(row: Row, asked: ProblemFilter) -> bool:
    """Whether the filter holds the problem, said once more."""
    equal = {
        name: "" if value == "未指定" else value
        for name, value in asdict(asked).items()
        if value and name not in ("place", "state", "due", "recurred", "words")
    }
    said = asked.words.strip()
    number = f"{row['opened_on'].year}-{row['id']:05d}"
    return (
        all(row[name] == value for name, value in equal.items())
        and row["place_code"].startswith(asked.place[:4].removesuffix("00") if asked.place[4:] == "00" else asked.place)
        and asked.state in ("", row["state"], UNCLOSED if row["state"] != "已销号" else "")
        and asked.due in ("", due(row))
        and (not asked.recurred or row["recurrences"] > 0)
        and (
            any(said.lower() in row[name].lower() for name in ("title", "description", "place_name")) or said == number
        )
    )


def urgency(row: Row) -> tuple[bool, bool, date, int]:
    return row["state"] == "已销号", row["deadline"] is None, row["deadline"] or date.max, row["id"]


def test_lists_hold_what_loops_find_in_the_same_order(filled: Ledger) -> None:
    rows = sorted(read_rows(filled), key=urgency)
    for asked in ASKED:
        expected = [row["id"] for row in rows if is_held(row, asked)]
        found, total = find_problems(filled.engine, asked, TODAY, limit=None)
        assert (list(found["id"]), total) == (expected, len(expected)), asked
        page, same = find_problems(filled.engine, asked, TODAY, limit=5, offset=3)
        assert (list(page["id"]), same) == (expected[3:8], total), asked
    held = [len([row for row in rows if is_held(row, asked)]) for asked in ASKED]
    assert sum(number > 0 for number in held) >= len(ASKED) - 3


@pytest.mark.parametrize("by", GROUPS)
def test_counts_are_those_of_loops(filled: Ledger, by: str) -> None:
    rows = read_rows(filled)
    for asked in (ProblemFilter(), ProblemFilter(state=UNCLOSED), ProblemFilter(place="430100")):
        expected: dict[str, Counter[str]] = {}
        for row in rows:
            if is_held(row, asked):
                today = current_code(row["place_code"])
                computed = {"place_code": today, "county": today[:6], "township": today[:9], "due": due(row)}
                tally = expected.setdefault(computed[by] if by in computed else row[by], Counter())
                is_open = row["state"] != "已销号"
                tally["total"] += 1
                tally["unclosed"] += is_open
                tally["closed"] += not is_open
                tally["overdue"] += due(row) == "已超时限"
                tally["recurred"] += row["recurrences"] > 0
        counted = count_problems(filled.engine, asked, [by], TODAY)
        names = ["total", "unclosed", "closed", "overdue", "recurred"]
        assert {row[by]: [row[name] for name in names] for row in counted.to_dict("records")} == {
            value: [tally[name] for name in names] for value, tally in expected.items()
        }
        assert list(counted["unclosed"]) == sorted(counted["unclosed"], reverse=True)


def test_the_curve_is_that_of_loops_over_all_histories(filled: Ledger) -> None:
    rows = read_rows(filled)
    for asked in (ProblemFilter(), ProblemFilter(place="430100"), ProblemFilter(department=DEPARTMENT, state="已销号")):
        days: dict[date, list[int]] = {}
        for row in rows:
            if is_held(row, ProblemFilter(**{**asdict(asked), "state": ""})):
                for event in filled.events(row["id"]):
                    was_open, is_open = event.state_was not in ("", "已销号"), event.state not in ("", "已销号")
                    tally = days.setdefault(event.day, [0, 0, 0]) if event.state and was_open != is_open else [0, 0, 0]
                    tally[0] += event.version == 1
                    tally[1] += event.state == "已销号"
                    tally[2] += event.state_was == "已销号"
        expected, left = [], 0
        for day, (opened, closed, reopened) in sorted(days.items()):
            left += opened + reopened - closed
            expected.append((day, opened, closed, reopened, left))
        curve = read_curve(filled.engine, asked, TODAY)
        assert list(curve.itertuples(index=False, name=None)) == expected and len(expected) > 5
        if asked == ProblemFilter():
            assert left == sum(row["state"] != "已销号" for row in rows)


def test_an_empty_ledger_has_empty_answers(ledger: Ledger) -> None:
    assert find_problems(ledger.engine, ProblemFilter(), TODAY)[1] == 0
    assert count_problems(ledger.engine, ProblemFilter(), ["due"], TODAY).empty
    assert read_curve(ledger.engine, ProblemFilter(), TODAY).empty


@pytest.mark.parametrize(
    ("ask", "word"),
    [(lambda engine: find_problems(engine, ProblemFilter(due="明年"), TODAY), "应为其中之一"),
     (lambda engine: count_problems(engine, ProblemFilter(), ["title"], TODAY), "不能按这一栏统计")],
)  # fmt: skip
def test_what_cannot_be_asked_is_refused(ledger: Ledger, ask: Callable[..., object], word: str) -> None:
    with pytest.raises(UserError, match=word):
        ask(ledger.engine)


def test_edges_of_the_time_left(ledger: Ledger) -> None:
    for days in (-1, 0, 10, 11, 20, 21):
        values = {"source": "排查", "title": f"问题{days}", "deadline": TODAY + timedelta(days=days)}
        ledger.open(Draft(values), "甲")
    counted = count_problems(ledger.engine, ProblemFilter(), ["due"], TODAY)
    found = dict(zip(counted["due"], counted["total"], strict=True))
    assert found == {DUES[0]: 1, DUES[1]: 2, DUES[2]: 2, DUES[3]: 1}
