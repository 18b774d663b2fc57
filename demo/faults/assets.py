"""What the checks of assets and projects must find in the demonstration: the counties' stories hold it, nobody plants it."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import pandas as pd

from demo.faults.planting import Found
from demo.households.home import PERIOD, YEAR

PERIOD_END = pd.Timestamp("2021-11-30").date()
ACCEPTANCE = timedelta(days=90)
"""How long after its end a project must have been accepted, where the counties say nothing else."""


def list_asset_findings(frames: Mapping[str, pd.DataFrame]) -> Found:
    """(check, row key) of the assets and projects that are not as they should be."""
    assets, projects = frames["assets"], frames["fund_projects"]
    rows = assets[assets["period"] == PERIOD].to_dict("records")
    found = [(check, str(row["asset_code"])) for row in rows for check in _checks_of_asset(row)]
    for row in projects[projects["period"] == YEAR].to_dict("records"):
        if _is_late(row):
            key = (row["project_code"], row["project_name"], row["fund_source"])
            found.append(("c8_project_not_accepted", "|".join(map(str, key))))
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


def _is_late(row: Mapping[str, object]) -> bool:
    finished, accepted = row["finished_on"], row["accepted_on"]
    return bool(not pd.isna(finished) and pd.isna(accepted) and PERIOD_END - finished > ACCEPTANCE)


def _amount(value: object) -> float:
    return float(value) if isinstance(value, int | float) and value == value else 0.0
