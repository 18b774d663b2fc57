"""What the checks of assets and projects must find in the demonstration: the counties' stories hold it, nobody plants it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pandas as pd

from demo.faults.planting import Found
from demo.households.home import PERIOD, YEAR
from demo.places.world import TODAY

ACCEPTANCE = timedelta(days=90)
PAYING_OUT = timedelta(days=30)
"""How long after its end a project must have been accepted, and after that its subsidies paid, where the counties say nothing
else."""


def list_asset_findings(frames: Mapping[str, pd.DataFrame]) -> Found:
    """(check, row key) of the assets and projects that are not as they should be."""
    assets, projects = frames["assets"], frames["fund_projects"]
    rows = assets[assets["period"] == PERIOD].to_dict("records")
    found = [(check, str(row["asset_code"])) for row in rows for check in _checks_of_asset(row)]
    for row in projects[projects["period"] == YEAR].to_dict("records"):
        key = "|".join(map(str, (row["project_code"], row["project_name"], row["fund_source"])))
        found += [(check, key) for check in _checks_of_project(row)]
    return sorted(found)


def _checks_of_asset(row: Mapping[str, object]) -> Iterator[str]:
    if row["use_state"] in ("闲置", "损毁"):
        yield "c5_asset_idle"
    if row["kind"] == "经营性资产" and str(row["built_on"]) < f"{YEAR}-01-01" and not _amount(row["income_cny"]):
        yield "c5_asset_never_earned"
    if row["manager"] is None or row["manager"] != row["manager"]:
        yield "c5_asset_no_manager"
    if _amount(row["year_income_cny"]) and not _amount(row["distributed_cny"]):
        yield "c5_asset_not_distributed"


def _checks_of_project(row: Mapping[str, Any]) -> Iterator[str]:
    finished, accepted = row["finished_on"], row["accepted_on"]
    if not pd.isna(finished) and pd.isna(accepted) and TODAY - finished > ACCEPTANCE:
        yield "c8_project_not_accepted"
    is_due = not pd.isna(accepted) and TODAY - accepted > PAYING_OUT
    if is_due and _amount(row["subsidy_paid_households"]) < _amount(row["subsidy_due_households"]):
        yield "c8_project_subsidy_short"


def _amount(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0
