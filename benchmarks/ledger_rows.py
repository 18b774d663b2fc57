"""A ledger of any size written straight into its tables: invented problems over a province, each with its history."""

import hashlib
import json
import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, text

from demo.ledger.kinds import KINDS
from ledger.book import COLUMNS, EventRow, ProblemRow, words

TODAY = date(2021, 11, 20)
DAYS = 700
"""Over so many days the problems were opened."""
COUNTIES = tuple(f"43{prefecture:02d}{county:02d}" for prefecture in range(1, 15) for county in range(21, 30))[:122]
PERSONS = tuple(
    f"{surname}某{given}" for surname in "张李王陈刘黄周吴彭田向龙石罗梁杨" for given in "文明建玉兰春秀德华志远永"
)
BATCH = 5_000
Row = dict[str, Any]


def fill(engine: Engine, problems: int, events_each: int) -> None:
    """Write so many problems and events; tables must be there and empty."""
    dice = random.Random(20211120)
    batch: list[tuple[Row, list[Row]]] = []
    for number in range(1, problems + 1):
        batch.append(_invent_problem(dice, number, events_each))
        if len(batch) == BATCH or number == problems:
            _write(engine, [row for row, _ in batch], ProblemRow.__tablename__)
            _write(engine, [event for _, events in batch for event in events], EventRow.__tablename__)
            batch = []
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if engine.dialect.name == "postgresql":
            connection.execute(
                text("SELECT setval(pg_get_serial_sequence('problems', 'id'), (SELECT max(id) FROM problems))")
            )
            connection.execute(text("VACUUM ANALYZE"))


def _write(engine: Engine, rows: list[Row], table: str) -> None:
    names = list(rows[0])
    if engine.dialect.name == "postgresql":
        with engine.begin() as connection, connection.connection.cursor() as cursor:  # type: ignore[attr-defined]
            copy: Any = cursor.copy(f"COPY {table} ({', '.join(names)}) FROM STDIN")
            with copy as lines:
                for row in rows:
                    lines.write_row([row[name] for name in names])
        return
    marks = ", ".join("?" for _ in names)
    values = [tuple(str(row[name]) if isinstance(row[name], date) else row[name] for name in names) for row in rows]
    with engine.begin() as connection:
        connection.connection.cursor().executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", values)


def _invent_problem(dice: random.Random, number: int, events_each: int) -> tuple[Row, list[Row]]:
    kind = dice.choice(KINDS)
    opened_on = TODAY - timedelta(days=int(DAYS * dice.random()))
    county = dice.choice(COUNTIES)
    village = f"{county}{dice.randint(101, 112)}{dice.randint(201, 210)}"
    is_finding = dice.random() < 0.4
    row: Row = dict.fromkeys(COLUMNS, "") | {
        "id": number, "version": events_each, "source": words.OWN_FINDING if is_finding else dice.choice(words.SOURCES[:-1]),
        "source_document": f"第{dice.randint(1, 60)}批问题清单", "problem_type": kind.problem_type, "aspect": kind.aspect,
        "indicator": kind.indicator, "measure": f"household_checks/c{dice.randint(1, 200)}" if is_finding else "",
        "title": kind.title, "description": kind.words.format(place=f"第{number}号村", n=dice.randint(1, 9)),
        "place_code": village, "place_name": f"{village}村", "severity": dice.choice(words.SEVERITIES),
        "household_code": f"{village}{dice.randint(1, 99):04d}" if is_finding else "", "term": dice.choice(words.TERMS),
        "root_cause": dice.choice(words.ROOT_CAUSES), "lead_department": "乡村振兴局", "department": kind.department,
        "person": dice.choice(PERSONS), "deadline": opened_on + timedelta(days=dice.randint(20, 150)), "remedy": kind.remedy,
        "opened_on": opened_on, "closed_on": None, "recurrences": 0, "evidence_count": 1,
        "fingerprint": hashlib.sha256(str(number).encode()).hexdigest(),
    }  # fmt: skip
    events = list(_invent_events(dice, row, events_each))
    return row, events


def _invent_events(dice: random.Random, row: Row, number: int) -> Iterator[Row]:
    """A history that ends in the row's state: old problems are mostly closed, some came again."""
    age = (TODAY - row["opened_on"]).days
    fate = dice.choices(("open", "closed", "recurred"), (1, 4 if age > 60 else 1, 0.4 if age > 120 else 0))[0]
    steps = ["", words.IN_HAND, words.DONE]
    if fate != "open":
        steps += [words.CLOSED]
    if fate == "recurred":
        steps += [words.IN_HAND]
        row["recurrences"] = 1
    if fate == "open":
        steps = steps[: dice.randint(1, 3)]
    places = sorted(dice.sample(range(1, number), len(steps) - 1))
    moved = dict(zip([0, *places], steps, strict=True))
    state = words.NOT_STARTED
    for version, day in enumerate(sorted(dice.randint(0, age) for _ in range(number))):
        was, state = ("" if not version else state), moved.get(version) or state
        is_step = version in moved
        at = datetime.combine(row["opened_on"] + timedelta(days=day if version else 0), time(9, 30))
        changes = {"state": [was, state]} if is_step else {"result": ["", "已入户核实，正在办理。"]}
        yield {
            "problem_id": row["id"], "version": version + 1, "at": at, "day": at.date(), "who": row["person"],
            "kind": words.OPENED if not version else words.MOVED if is_step else words.CHANGED,
            "state_was": was if is_step else "", "state": state if is_step else "",
            "changes": json.dumps(changes, ensure_ascii=False), "note": "" if is_step else "进展顺利，本月底前完成。",
        }  # fmt: skip
        if is_step and state == words.CLOSED:
            row |= {"closed_by": dice.choice(PERSONS), "closed_on": at.date()}
    row["state"] = state
    row |= {} if state == words.CLOSED else {"closed_by": "", "closed_on": None}
