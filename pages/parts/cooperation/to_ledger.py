"""From 东西部协作 into the ledger in one step: items not exceeded, senders apart, findings not mended, departments behind."""

from collections.abc import Iterator

from core.errors import UserError
from indicators.declared import COUNTY, SUBJECT, Measure
from indicators.evaluation import Evaluation
from indicators.figures import cooperation
from indicators.shortfalls import request_for
from ledger.book import Draft, Opened
from ledger.opening import Order, draft_shortfalls
from pages.parts.common import cache, office
from pages.parts.cooperation.data import COUNTY_AGREE, MENDED, UNIT_AGREE, UNIT_EXCEEDED, UNIT_MENDED, Looked
from pages.parts.to_ledger.form import Form, draw

WHAT = "没有超额的协议指标、三方不一致的数和未整改到位的上年问题，各县按指标各一条"


def draw_to_ledger(looked: Looked, ours: str) -> None:
    """One form for all: a problem a county and measure, and one a department and measure."""

    def open_all(order: Order, who: str) -> list[Opened]:
        drafts = [draft for asked in _asked(looked, ours) for draft in _drafts(*asked, order)]
        if not drafts:
            raise UserError("没有要登记的问题", todo="协议指标都已超额，各方数据一致")
        return office.ledger().open_many(drafts, who)

    at = ours or looked.counties.area
    what = WHAT if looked.units is None else f"{WHAT}，州直部门各自一条"
    draw(Form("cooperation", what, (COUNTY,), {"at": "" if at == looked.picked.scope else at}, place=at), open_all)


def _asked(looked: Looked, ours: str) -> Iterator[tuple[Evaluation, Measure, str, str]]:
    """(evaluation, measure, place, by what rows are put together) of all that becomes problems."""
    counties, units = looked.counties, looked.units
    for name in (*cooperation.block_measures(counties).values(), COUNTY_AGREE, MENDED):
        if name in counties.framework.measures:
            yield counties, counties.framework.measures[name], ours or counties.area, COUNTY
    if units is None or units.is_empty:
        return
    for name in (UNIT_EXCEEDED, UNIT_AGREE, UNIT_MENDED):
        if name in units.framework.measures:
            yield units, units.framework.measures[name], "", SUBJECT


def _drafts(evaluation: Evaluation, measure: Measure, at: str, by: str, order: Order) -> list[Draft]:
    request = request_for(measure, evaluation.period, at, lambda: evaluation, day=evaluation.day)
    own = Order(by, order.today, order.department, order.person, order.deadline)
    return draft_shortfalls(cache.store(), evaluation, request, own)
