"""Twins of the checks of single rows: grids, teams, workshops, solar stations, relocation sites, petitions; and of villages."""

from collections.abc import Callable
from typing import Any

from tests.indicators.checks.twins.links import END, START, given, rows_where
from tests.indicators.checks.twins.rules import Row, Tables, twin

OF_THE_MONTH = ("c2_grid_not_screened", "c4_team_days_short")
"""Checks that say nothing about a month whose table has not come."""


def _twin_of_rows(check: str, table: str, wrong: Callable[[Row, dict[str, float]], Any]) -> None:
    """Register a twin of a check that looks at one row at a time, of the period's own month where it is about a month."""

    def find(tables: Tables) -> set[str]:
        limits, month = dict(tables.limits), tables.period if check in OF_THE_MONTH else ""
        return rows_where(tables, table, lambda row: row["period"] >= month and wrong(row, limits))

    twin(check)(find)


def _stays(row: Row) -> bool:
    return row["ended_on"] is None or row["ended_on"] > END


def _is_short_of_days(row: Row, limits: dict[str, float]) -> bool:
    is_whole_month = _stays(row) and (row["started_on"] is None or row["started_on"] <= START)
    return is_whole_month and row["days_in_village"] is not None and row["days_in_village"] < limits["team_days"]


def _shares_too_little(row: Row, limits: dict[str, float]) -> bool:
    """Where all four amounts are told."""
    if None in (row["income_cny"], row["costs_cny"], row["post_wages_cny"], row["village_works_cny"]):
        return False
    left = row["income_cny"] - row["costs_cny"]
    used = row["post_wages_cny"] + row["village_works_cny"]
    return bool(left > 0 and used < left * limits["solar_post_share"])


def _gives_little_power(row: Row, limits: dict[str, float]) -> bool:
    expected, power = row["expected_kwh"] or 0, row["power_kwh"]
    return bool(expected > 0 and power is not None and power < expected * limits["solar_output_share"])


def _is_open_too_long(row: Row, limits: dict[str, float]) -> bool:
    received = row["received_on"]
    return (
        received is not None
        and received <= END
        and ((row["closed_on"] or END) - received).days > limits["petition_days"]
    )


_twin_of_rows("c2_grid_no_staff", "grids", lambda row, _: row["staff_name"] is None)
_twin_of_rows("c2_grid_untrained", "grids", lambda row, _: row["staff_name"] and row["is_trained"] is False)
_twin_of_rows("c2_grid_overloaded", "grids", lambda row, limits: (row["households"] or 0) > limits["grid_households"])
_twin_of_rows(
    "c2_grid_not_screened",
    "grids",
    lambda row, _: not (row["last_screened_on"] and START <= row["last_screened_on"] <= END),
)
_twin_of_rows("c3_site_no_manager", "relocation_sites", lambda row, _: row["manager"] is None)
_twin_of_rows(
    "c3_site_no_money",
    "relocation_sites",
    lambda row, _: row["maintenance_cny"] is not None and not row["maintenance_cny"] > 0,
)
_twin_of_rows("c3_site_no_service", "relocation_sites", lambda row, _: row["has_service_centre"] is False)
_twin_of_rows("c4_team_days_short", "work_teams", _is_short_of_days)
_twin_of_rows("c4_team_not_replaced", "work_teams", lambda row, _: not _stays(row) and row["is_replaced"] is False)
_twin_of_rows("c6_workshop_stopped", "workshops", lambda row, _: row["run_state"] in ("停产", "半停产", "关闭"))
_twin_of_rows("c6_workshop_wages_owed", "workshops", lambda row, _: (row["wages_owed_cny"] or 0) > 0)
_twin_of_rows(
    "c6_workshop_few_lifted",
    "workshops",
    lambda row, limits: row["lifted_workers"] is not None and row["lifted_workers"] < limits["workshop_least_workers"],
)
_twin_of_rows("c8_solar_output_low", "solar_stations", _gives_little_power)
_twin_of_rows("c8_solar_share_low", "solar_stations", _shares_too_little)
_twin_of_rows(
    "c8_solar_not_distributed",
    "solar_stations",
    lambda row, _: (row["income_cny"] or 0) > 0 and row["is_distributed"] is False,
)
_twin_of_rows(
    "c10_cadre_unknown",
    "satisfaction_sample",
    lambda row, _: row["knows_cadre"] is False and (row["asked_on"] is None or row["asked_on"] <= END),
)
_twin_of_rows("c10_petition_open", "petitions", _is_open_too_long)
_twin_of_rows("c10_petition_repeated", "petitions", lambda row, _: row["is_repeat"])


# --- villages


def villages(tables: Tables, table: str, wrong: Callable[[Row, list[Row]], Any]) -> set[str]:
    """Villages for which it holds, given their rows of a table that the county has sent."""
    sent = tables.has_sent(table)
    return {
        village["place_code"]
        for village in tables["village_facts"]
        if village["county_code"] in sent
        and wrong(village, [row for row in tables[table] if row["place_code"] == village["place_code"]])
    }


@twin("c2_village_uncovered")
def _(tables: Tables) -> set[str]:
    return villages(
        tables,
        "grids",
        lambda village, grids: (
            (village["households"] or 0) > 0
            and all(grid["households"] is not None for grid in grids)
            and sum(given(grids, "households")) < village["households"]
        ),
    )


@twin("c4_no_first_secretary")
def _(tables: Tables) -> set[str]:
    return villages(
        tables,
        "work_teams",
        lambda village, team: (
            village["is_lifted"] and not any(_stays(row) and row["team_post"] in (None, "第一书记") for row in team)
        ),
    )


@twin("c4_no_team")
def _(tables: Tables) -> set[str]:
    return villages(tables, "work_teams", lambda village, team: village["is_lifted"] and not any(map(_stays, team)))
