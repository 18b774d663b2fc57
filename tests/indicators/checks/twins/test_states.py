"""What became of findings over three months, against a plain twin: first, new, still, unclear, gone."""

import random
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from indicators.checks import findings
from indicators.checks.findings import ALL_STATES, FindingFilter, FindingRequest
from tests.indicators.checks import checking_case as case

MONTHS = ("2021-09", "2021-10", "2021-11")
COUNTIES = ("433122", "433124", "433125")
INCOMES = (9000.0, 9000.0, 100.0, 100.0, None, "left out")
"""As it should be, below the line, empty, and no row at all."""
Row = dict[str, Any]
State = tuple[str, str]


def draw_month(draw: random.Random, month: str) -> list[Row]:
    """Forty persons of each county in four townships; now and then a county, or a township of it, sends nothing."""
    rows = []
    for county in COUNTIES:
        if draw.random() < 0.2:
            continue
        silent = draw.choice([0, 0, 1, 2])
        for number in range(40):
            township, income = number % 4 + 1, draw.choice(INCOMES)
            if township == silent or income == "left out":
                continue
            place, code = f"{county}10{township}201", f"{county}19800101{number:04d}"
            rows.append(case.person(place, code, code, income_per_person_cny=income, period=month))
    return rows


class Twin:
    """One county: what was open in the run before, and whether it had been checked at all."""

    def __init__(self) -> None:
        self.open: dict[str, str] = {}
        self.is_checked = False
        self.rows: list[Row] = []

    def next(self, sent: Iterable[Row]) -> set[State]:
        """Person → state in the month in which these rows were sent; without any the last ones stand."""
        self.rows = list(sent) or self.rows
        townships = {row["place_code"][:9] for row in self.rows}
        incomes = {row["id_number"]: row["income_per_person_cny"] for row in self.rows}
        places = {row["id_number"]: row["place_code"] for row in self.rows}
        found = {person for person, income in incomes.items() if income is not None and income < 6000}
        states = {person: "still" if person in self.open else "new" if self.is_checked else "first" for person in found}
        for person, place in self.open.items():
            if person not in found:
                is_open = incomes[person] is None if person in incomes else place[:9] not in townships
                states[person] = "unclear" if is_open else "gone"
        kept = {person for person, state in states.items() if state != "gone"}
        self.open = {person: places.get(person) or self.open[person] for person in kept}
        self.is_checked = self.is_checked or bool(self.rows)
        return set(states.items())


def test_states_are_those_of_the_twin(tmp_path: Path) -> None:
    checks = case.few_checks(tmp_path / "definitions", {"income": case.CHECKS["income"]})
    draw, seen = random.Random(7), set[str]()
    months = {month: draw_month(draw, month) for month in MONTHS}
    store = case.few_rows(tmp_path / "data", {"monitored_persons": [row for rows in months.values() for row in rows]})
    twins = {county: Twin() for county in COUNTIES}
    for month, rows in months.items():
        run = findings.ensure_run(store, month, framework=checks)
        found, _ = findings.read_findings(store, run, FindingRequest("", FindingFilter(state=ALL_STATES)), checks)
        got = set(zip(found["row_key"], found["state"], strict=True))
        expected = set().union(
            *(twin.next(row for row in rows if row["county_code"] == county) for county, twin in twins.items())
        )
        assert got == expected, month
        seen |= {state for _, state in got}
    assert seen == {"first", "new", "still", "unclear", "gone"}
