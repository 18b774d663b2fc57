"""问题台账: problems from 登记 to 销号, the most urgent first; one problem with its steps, files and history."""

from pages.parts.common import look, recheck, state
from pages.parts.common.linked import draw_linked
from pages.parts.common.state import Picked
from pages.parts.ledger import overview as ledger_overview
from pages.parts.ledger.address import LedgerAddress, read_address
from pages.parts.ledger.bulk import draw_bulk
from pages.parts.ledger.calendar import draw_calendar
from pages.parts.ledger.late import draw_late
from pages.parts.ledger.lists import draw_import
from pages.parts.ledger.missed import draw_missed
from pages.parts.ledger.new import draw_invitation, draw_new
from pages.parts.ledger.problem import draw_problem
from pages.parts.ledger.problems import draw_list
from pages.parts.ledger.times import draw_times

VIEWS = {
    "": draw_list,
    "times": draw_times,
    "missed": draw_missed,
    "late": draw_late,
    "calendar": draw_calendar,
    "bulk": draw_bulk,
}
FORMS = {"new": draw_new, "import": draw_import}
"""Views that stand alone."""
WITH_CURVE = ("", "times")
"""Views below the curve; the others have a picture of their own."""


def draw(picked: Picked) -> None:
    """The page for the picks and what the address asks beside them."""
    look.use_styles("shortfalls", "ledger")
    recheck.ensure_newest(picked.framework_id)
    address = read_address(picked)
    if picked.is_show:
        ledger_overview.draw_head(address)
        ledger_overview.draw_curve(address)
    elif address.problem:
        draw_problem(address)
    elif address.view in FORMS:
        FORMS[address.view](address)
    else:
        _draw_overview(address)


def _draw_overview(address: LedgerAddress) -> None:
    sums = ledger_overview.draw_head(address)
    if not sums.total and not address.cuts:
        draw_invitation(address)
        return
    ledger_overview.draw_filters(address, sums)
    if address.view in WITH_CURVE:
        ledger_overview.draw_curve(address)
    draw_linked(ledger_overview.views_html(address), "ledger_views")
    VIEWS.get(address.view, draw_list)(address)


draw(state.picked())
