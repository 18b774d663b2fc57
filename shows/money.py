"""Slides of money: what was paid against the schedule, county by county, and the year's curve."""

from collections.abc import Mapping, Sequence

from core import words
from core.errors import UserError
from indicators.evaluation import area_of, say_area
from indicators.spending import SpendingRequest, against_schedule, query
from indicators.spending import words as say
from reports.deck import Bar, Bars, Slide, number_slides, split_bars
from shows.snapshot import Snapshot


def make_spending(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """The share paid of every county with its schedule as a mark; `source` narrows to one source of funds, `line` is the method."""
    source = picks.get("source", "")
    request = SpendingRequest(snapshot.day, snapshot.scope, source)
    money = query.read_spending(snapshot.store, request)
    if money.counties.empty:
        raise UserError(f"{request.year}年还没有衔接资金项目表，请先导入项目表和支付明细")
    methods = against_schedule.methods_for(money, source)
    wanted = picks.get("line", snapshot.framework.schedule_method)
    held = against_schedule.compare_with_schedule(money, wanted if wanted in methods else methods[0])
    area = SpendingRequest(snapshot.day, area_of(snapshot.scope, snapshot.places), source)
    around = money if area == request else query.read_spending(snapshot.store, area)
    average = against_schedule.average_of(money, around, say_area(snapshot.places.find(area.scope)))
    place = snapshot.place
    title = say.say_answer(place.name if place else "", source, snapshot.day, held.total, held.line, average)
    rows = held.counties if not snapshot.ours else against_schedule.county_table(around, held.line)
    bars = [_bar(row, held.line.share, snapshot.ours) for row in rows.to_dict("records")]
    known = average.share if average.is_known else None
    under = f"支出率 = 已支出 ÷ 调整后预算；黑线为{held.line.name} {words.say_value(held.line.share, 'percent')}"
    return number_slides(
        Slide(
            title, under,
            (part,),
            f"{under}；支付明细截至{words.say_date(money.last_paid_on) if money.last_paid_on else '—'}",
        )
        for part in split_bars(
            Bars(tuple(bars), "支出率", held.line.name, None if known is None else 100 * known, average.name)
        )
    )  # fmt: skip


def _bar(row: Mapping[str, object], share: float, ours: str) -> Bar:
    rate = row["rate"]
    if words.is_missing(rate):
        why = against_schedule.STATE_WORDS.get(str(row["state"])) or "没有预算数"
        return Bar(str(row["name"]), None, why, row["key"] == ours, 100 * share)
    gap = words.say_points(float(row["gap_points"]))  # type: ignore[arg-type]
    said = f"{words.say_value(rate, 'percent')}　{'+' if float(row['gap_points']) >= 0 else ''}{gap}"  # type: ignore[arg-type]
    return Bar(str(row["name"]), 100 * float(rate), said, row["key"] == ours, 100 * share)  # type: ignore[arg-type]
