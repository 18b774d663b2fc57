"""One household whose land is too much in October's and November's export, put right or not in December's."""

from indicators.checks import findings
from indicators.checks.findings import Run
from store.versions import Store
from tests.indicators.checks import finding_case as case
from tests.indicators.small_case import write_rows

NEXT = "2021-12"


def import_month(
    store: Store, period: str, too_much: tuple[str, ...], counties: tuple[str, ...] = (), emptied: tuple[str, ...] = ()
) -> None:
    """Import the export of a month in which these households have too much land, and these do not say how much they have; only
    of these counties when named."""
    rows = []
    for row in case.persons(case.NOW):
        county, home = str(row["county_code"]), str(row["household_code"])
        if not counties or county in counties:
            land = None if home in emptied else 130.0 if home in too_much else 3.0
            rows.append({**row, "period": period, "farmland_mu": land})
    write_rows(store, "monitored_persons", rows)


def check(store: Store, period: str = NEXT) -> Run:
    """The run of a month's tables as they are now."""
    return findings.ensure_run(store, period)
