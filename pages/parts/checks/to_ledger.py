"""From 疑点核查 into the ledger: the open findings that the page's filters leave."""

from indicators.checks import FindingRequest
from indicators.declared import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from ledger.book import OWN_FINDING, Opened
from ledger.opening import Order, measure_id, open_findings
from pages.parts.checks.address import ChecksAddress
from pages.parts.common import cache, office
from pages.parts.to_ledger.form import Form, draw

_GROUPINGS = {"village": (SUBJECT, VILLAGE), "township": (SUBJECT, VILLAGE, TOWNSHIP)}
"""Level of the place looked at → how its findings may be put together; wider places may do so by county too."""


def draw_to_ledger(address: ChecksAddress) -> None:
    """The form; none in the projection, nor for findings that are gone or exempt."""
    if address.picked.is_show or address.state in ("gone", "exempt"):
        return

    def open_all(order: Order, who: str) -> list[Opened]:
        request = FindingRequest(address.at, address.filters())
        return open_findings(office.ledger(), cache.store(), address.run, request, order, who)

    cuts = {"measure": measure_id(address.check)} if address.check else {"source": OWN_FINDING}
    at = "" if address.at == address.picked.scope else address.at
    groupings = _GROUPINGS.get(address.level, (SUBJECT, VILLAGE, TOWNSHIP, COUNTY))
    key = f"checks_{address.check.id if address.check else 'all'}"
    draw(Form(key, "本页筛选出的疑点", groupings, {"at": at, **cuts}, address.check, address.at), open_all)
