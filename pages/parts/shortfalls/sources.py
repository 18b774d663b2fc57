"""短板清单 of one measure: where its rows come from, both figures where there are two, and what else looks at its rows."""

from typing import Any

import pandas as pd
from markupsafe import Markup

from core.places import county_of, is_area
from core.templates import join
from indicators.declared import REPORTED, Measure
from indicators.reconciliation import words as reconciliation_words
from indicators.shortfalls import has_short_rows, row_counter
from indicators.shortfalls import lists as shortfalls
from pages.parts.common import checked, look
from pages.parts.common.address import beside
from pages.parts.common.linked import draw_linked, link_html
from pages.parts.shortfalls import data as shortfall_data
from pages.parts.shortfalls.address import SOURCE, UNCLEAR, VIEW, ShortfallsAddress


def draw_sources(address: ShortfallsAddress) -> None:
    """Both figures where a register stands behind the reported one, which is scored, the way to the reported rows, and the way to
    the check that finds the same rows."""
    if address.evaluation.framework.level == "unit" or address.measure is None:
        return
    measure = address.evaluation.framework.measures[address.measure.id]
    rows = shortfalls.rows_inside(address.evaluation, measure.id, address.at)
    when = (address.evaluation.period, address.evaluation.day)
    said = reconciliation_words.say_sources(measure, rows, *when, _compared(address, measure))
    ways = (
        []
        if address.picked.is_show
        else [way for way in (_other_list(address), _other_source(address, measure), _check(address, measure)) if way]
    )
    parts = [part for part in (said, _say_where(address, measure), *ways) if part]
    if parts:
        draw_linked(look.under_html(join(parts, "　")), "sources")


def _compared(address: ShortfallsAddress, measure: Measure) -> pd.DataFrame | None:
    """What 数据质量 finds by township in the counties the figures are of; None where the measure has no register."""
    if measure.holding is None:
        return None
    scope = address.at if is_area(address.at) else county_of(address.at)
    return shortfall_data.read_differences(*_asked(address, measure, scope))


def _asked(address: ShortfallsAddress, measure: Measure, scope: str) -> tuple[Any, ...]:
    evaluation = address.evaluation
    return evaluation.framework, evaluation.period, scope, evaluation.day, "township", measure.id


def _say_where(address: ShortfallsAddress, measure: Measure) -> str:
    """Whose figures differ below the place looked at: a sum may hide what one reports too much and another too little."""
    if measure.holding is None:
        return ""
    return reconciliation_words.say_where(shortfall_data.read_differences(*_asked(address, measure, address.at)))


def _other_list(address: ShortfallsAddress) -> Markup | None:
    """The way from the rows that fall short to those nobody can judge, and back."""
    if address.measure is None or not has_short_rows(address.measure):
        return None
    if address.is_unclear:
        return link_html("看未达标的名单", "shortfalls", style="name", **address.parameters(**{VIEW: ""}))
    places = shortfalls.list_places(address.evaluation, address.measure, address.unit_key or address.at)
    count = shortfall_data.count_unclear(address.request()) if (places["beside"] != "").any() else 0
    label = f"看说不清的 {count:,} {row_counter(address.measure)}"
    return link_html(label, "shortfalls", style="name", **address.parameters(**{VIEW: UNCLEAR})) if count else None


def _other_source(address: ShortfallsAddress, measure: Measure) -> Markup | None:
    if measure.holding is None:
        return None
    is_reported = bool(address.source)
    other = {SOURCE: "" if is_reported else REPORTED, "row": "", "part": ""}
    label = "看登记表的名单" if is_reported else "看填报的各乡镇"
    return link_html(label, "shortfalls", style="name", **address.parameters(**other))


def _check(address: ShortfallsAddress, measure: Measure) -> Markup | None:
    """The way to the check's own list of the place; none beside the picked place, which 疑点核查 does not look at."""
    check = checked.checks().measures.get(measure.checked_by)
    if check is None or beside(address.picked.scope, address.at):
        return None
    at = "" if address.at == address.picked.scope else address.at
    return link_html(f"看疑点核查“{check.title}”", "checks", style="name", check=check.id, at=at)
