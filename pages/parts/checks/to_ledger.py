"""From 疑点核查 into the ledger: the open findings that the page's filters leave."""

from __future__ import annotations

from indicators.checks.findings import FindingRequest
from indicators.declared.groupings import COUNTY, SUBJECT, TOWNSHIP, VILLAGE
from ledger.book.ledger import Opened
from ledger.book.words import OWN_FINDING
from ledger.opening.from_findings import open_findings
from ledger.opening.order import Order, measure_id
from pages.parts.checks.address import Asked
from pages.parts.common import cache, office
from pages.parts.to_ledger.form import Form, draw

_GROUPINGS = {"village": (SUBJECT, VILLAGE), "township": (SUBJECT, VILLAGE, TOWNSHIP)}
"""Level of the place looked at → how its findings may be put together; wider places may do so by county too."""


def draw_to_ledger(asked: Asked) -> None:
    """The form; none in the projection, nor for findings that are gone or exempt."""
    if asked.picked.is_show or asked.state in ("gone", "exempt"):
        return

    def open_all(order: Order, who: str) -> list[Opened]:
        request = FindingRequest(asked.at, asked.filters())
        return open_findings(office.ledger(), cache.store(), asked.run, request, order, who)

    cuts = {"measure": measure_id(asked.check)} if asked.check else {"source": OWN_FINDING}
    at = "" if asked.at == asked.picked.scope else asked.at
    groupings = _GROUPINGS.get(asked.level, (SUBJECT, VILLAGE, TOWNSHIP, COUNTY))
    key = f"checks_{asked.check.id if asked.check else 'all'}"
    draw(Form(key, "本页筛选出的疑点", groupings, {"at": at, **cuts}, asked.check), open_all)
