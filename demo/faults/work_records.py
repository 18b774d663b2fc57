"""Faults about one record of work or of planned work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from demo.faults.picks import LIFTED_KINDS, MONITORED_KINDS, ORDINARY_KINDS
from demo.faults.planting import Found, plant
from demo.households.home import EDGE, LAST_MONTH, LIFTED, LIFTED_MONITORED, SUDDEN, TWO_MONTH_COUNTIES, Home, Row
from demo.households.people import NONE, UNIVERSITY, age_of, month_number, month_text

Pick = Callable[[Home], tuple[Row, Row] | None]
Change = Callable[[Home, Row, Row], Any]


def worker(least: int = 18, most: int = 59) -> Pick:
    """Finds (row of migrant_work, member) of somebody at work of such an age."""
    return lambda home: _with_member(home, home.workers, least, most)


def planner(home: Home) -> tuple[Row, Row] | None:
    """(row of work_plans, member) of somebody who plans to work."""
    return _with_member(home, [row for row in home.table("work_plans") if row["plans_to_work"]], 18, 59)


def _with_member(home: Home, rows: list[Row], least: int, most: int) -> tuple[Row, Row] | None:
    members = {member["id_number"]: member for member in home.members}
    pairs = ((row, members[row["id_number"]]) for row in rows)
    return next((pair for pair in pairs if least <= age_of(pair[1]) <= most), None)


def plant_work(
    check: str, *also: str, homes: int, kinds: tuple[str, ...], choose: Pick | None = None
) -> Callable[[Change], Change]:
    """Register a planter that changes one record of work; it is found by the check and the others named."""
    choose = choose or worker()

    def keep(change: Change) -> Change:
        def run(home: Home) -> Found:
            chosen = choose(home)
            if chosen is None:
                raise ValueError(f"{check}: {home.code} has no such record of work")
            change(home, *chosen)
            return [(name, chosen[0]["id_number"]) for name in (check, *also)]

        plant(check, homes=homes, wants=lambda home: home.kind in kinds and choose(home) is not None)(run)
        return change

    return keep


def plant_cells(check: str, *also: str, homes: int, kinds: tuple[str, ...], **cells: Any) -> None:
    """Register a planter that sets cells of one record of work."""
    plant_work(check, *also, homes=homes, kinds=kinds)(lambda home, row, member: row.update(cells))


plant_cells("n_5_01_007", homes=5, kinds=(LIFTED,), employer=None)
plant_cells("n_5_12_006", homes=3, kinds=ORDINARY_KINDS, industry=None)
plant_cells("n_5_16_001", homes=3, kinds=ORDINARY_KINDS, monthly_wage_cny=36_000)
plant_cells("n_5_16_002", homes=4, kinds=(LIFTED,), monthly_wage_cny=45_000)
plant_cells("n_1111_12", homes=4, kinds=(LIFTED, LIFTED_MONITORED, EDGE, SUDDEN), monthly_wage_cny=360)


@plant_work("n_1111_08", homes=5, kinds=LIFTED_KINDS, choose=worker(30, 59))
def _since_last_year(home: Home, row: Row, member: Row) -> None:
    row["work_started_month"] = "2020-03"


@plant_work("n_2_01_015_a", homes=4, kinds=(LIFTED,))
def _works_unable(home: Home, row: Row, member: Row) -> None:
    member["labour_skill"] = NONE


@plant_work("n_2_01_015_b", homes=4, kinds=(LIFTED,), choose=planner)
def _plans_unable(home: Home, row: Row, member: Row) -> None:
    member["labour_skill"] = NONE


@plant_work("n_4_01_006", "n_1111_07", homes=4, kinds=LIFTED_KINDS, choose=worker(18, 24))
def _works_and_studies(home: Home, row: Row, member: Row) -> None:
    member.update(student_state=UNIVERSITY, education=None)


@plant_work("n_4_12_001", homes=4, kinds=MONITORED_KINDS)
def _place_too_wide(home: Home, row: Row, member: Row) -> None:
    row["work_county"] = member["work_place"] = "广东省深圳市"


@plant_work("n_5_16_010", homes=3, kinds=ORDINARY_KINDS, choose=worker(18, 29))
def _worked_as_a_child(home: Home, row: Row, member: Row) -> None:
    row["work_started_month"] = month_text(month_number(member["birth_month"]) + 15 * 12 + 6)


@plant_work(
    "n_5_12_001",
    homes=3,
    kinds=MONITORED_KINDS,
    choose=lambda home: worker()(home) if home.county_code in TWO_MONTH_COUNTIES else None,
)
def _two_jobs_at_once(home: Home, row: Row, member: Row) -> None:
    """Last month's record is of another job, which ended after the present one began."""
    before = {**row, "period": LAST_MONTH, "work_started_month": "2021-01", "work_ended_month": "2021-09"}
    home.table("migrant_work").append(before)
