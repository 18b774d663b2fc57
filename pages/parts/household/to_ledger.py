"""From 户档案 into the ledger: the open findings of one household."""

from indicators.checks import FindingRequest
from indicators.declared import SUBJECT
from indicators.households import Household
from ledger.book import Opened
from ledger.opening import Order, open_findings
from pages.parts.common import cache, office
from pages.parts.common.checked import find_run
from pages.parts.to_ledger.form import Form, draw


def draw_to_ledger(household: Household) -> None:
    """The form; none where nothing was checked yet."""
    run = find_run(household.period)
    if run is None:
        return

    def open_all(order: Order, who: str) -> list[Opened]:
        request = FindingRequest(household.county_code, household_code=household.household_code)
        return open_findings(office.ledger(), cache.store(), run, request, order, who)

    draw(
        Form("household", "这户未消除的疑点", (SUBJECT,), {"at": household.place_code}, place=household.county_code),
        open_all,
    )
