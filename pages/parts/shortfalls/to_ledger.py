"""From 短板清单 into the ledger: the rows that fall short of a measure in the place looked at."""

from indicators.declared import Measure
from indicators.shortfalls import lists as shortfalls
from ledger.book import Opened
from ledger.opening import Order, groupings_of, measure_id, open_shortfalls
from pages.parts.common import cache, office
from pages.parts.shortfalls.address import ShortfallsAddress
from pages.parts.to_ledger.form import Form, draw


def draw_to_ledger(address: ShortfallsAddress, measure: Measure) -> None:
    """The form; none in the projection."""
    if address.picked.is_show:
        return

    def open_all(order: Order, who: str) -> list[Opened]:
        return open_shortfalls(office.ledger(), cache.store(), address.evaluation, address.request(), order, who)

    cuts = {"at": "" if address.at == address.picked.scope else address.at, "measure": measure_id(measure)}
    what = "本页列出的未达标记录" if shortfalls.has_short_rows(measure) else "本页失分的地方"
    form = Form(
        f"short_{measure.id}",
        what,
        groupings_of(measure, address.evaluation.framework.level),
        cuts,
        measure,
        address.at,
    )
    draw(form, open_all)
