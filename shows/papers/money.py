"""The money of a document: the sentence of a 通报 against schedule and average, the order of the counties, their table."""

from typing import Final

import pandas as pd

from core import words
from core.errors import UserError
from indicators.evaluation import area_of, say_area
from indicators.spending import (
    PaidAgainstSchedule,
    Spending,
    SpendingRequest,
    against_schedule,
    query,
    say_signed,
    say_wan,
)  # fmt: skip
from indicators.spending import words as spending_words
from reports.paper import Grid, Part
from shows.papers.standing import ENDS, MANY
from shows.papers.told import Telling
from shows.snapshot import Snapshot

TABLES: Final = ("fund_projects", "fund_payments")
Found = tuple[Spending, PaidAgainstSchedule] | str
"""The money of a place held against the schedule, or why there is nothing to say."""


def tell_money(snapshot: Snapshot, telling: Telling, found: Found | None = None) -> list[Part]:
    """Paid, share, gap to the schedule and to the average; of an area the order of its counties; the table where it is short."""
    found = read_money(snapshot) if found is None else found
    if isinstance(found, str):
        return [telling.text(found, "")]
    money, held = found
    source = telling.tables(TABLES)
    area = SpendingRequest(snapshot.day, area_of(snapshot.scope, snapshot.places))
    around = money if area.scope == money.request.scope else query.read_spending(snapshot.store, area)
    average = against_schedule.average_of(money, around, say_area(snapshot.places.find(area.scope)))
    place = snapshot.place
    said = spending_words.say_answer(
        place.name if place else snapshot.area_word, "", snapshot.day, held.total, held.line, average
    )
    parts: list[Part] = [telling.text(f"{said}。", source)]
    if snapshot.ours:
        return parts
    known = held.counties[held.counties["rate"].notna()]
    parts.append(telling.text(f"{_say_order(known)}{_say_behind(known)}", source))
    parts += [telling.text(f"{one}。", source) for one in spending_words.say_left_out(held.counties)]
    return parts if len(held.counties) > MANY else [*parts, telling.grid(money_grid(held), source)]


def read_money(snapshot: Snapshot) -> Found:
    """The money of the place picked held against the schedule; why there is nothing to say."""
    request = SpendingRequest(snapshot.day, snapshot.scope)
    money = query.read_spending(snapshot.store, request)
    if money.counties.empty:
        return f"{request.year}年衔接资金项目表还没有导入，本期不通报支出进度。"
    try:
        return money, against_schedule.compare_with_schedule(money, snapshot.framework.schedule_method)
    except UserError as error:
        return f"支出进度本期不通报：{error.message}。"


def money_grid(held: PaidAgainstSchedule) -> Grid:
    """Budget, paid, share and gap of every county, best first."""
    rows = tuple(
        (str(row["name"]), say_wan(row["budget_cny"]), say_wan(row["paid_cny"]), words.say_value(row["rate"], "percent"),
         say_signed(row["gap_points"], "points"))
        for row in held.counties.to_dict("records")
    )  # fmt: skip
    heads = ("县（市、区）", "调整后预算（万元）", "已支出（万元）", "支出率", "与序时进度差（个百分点）")
    return Grid("各县衔接资金支出进度", heads, rows, frozenset({1, 2, 3, 4}), (3, 3, 3, 2, 4))


def _say_behind(known: pd.DataFrame) -> str:
    """How many counties are below the schedule; by how much the slowest is."""
    behind = known[known["gap_cny"] < 0]
    if behind.empty:
        return "各县均不低于序时进度。" if len(known) else "各县还没有支付明细。"
    slowest = known.iloc[-1]
    gap = words.say_points(abs(float(slowest["gap_points"])))
    return f"低于序时进度的有{len(behind)}个县，最慢的是{slowest['name']}，低{gap}。"


def _say_order(known: pd.DataFrame) -> str:
    named = [f"{row['name']}（{words.say_value(row['rate'], 'percent')}）" for row in known.to_dict("records")]
    if len(named) <= 2 * ENDS:
        return f"支出率从高到低排序为：{'、'.join(named)}。" if named else ""
    return (
        f"支出率居前{ENDS}位的为：{'、'.join(named[:ENDS])}；居后{ENDS}位的为：{'、'.join(named[-ENDS:])}。"
        "全部县的支出进度见附件2。"
    )
