"""序时进度: the share of the year's money that should be paid by a day, by month, by the node table set from above, or by days.

The one maker of that share: measures, lists and the spending page ask here. Shares are fractions 0–1 of the budget after
adjustment, days are dates in Asia/Shanghai. The three methods are those of domain.md, Money.
"""

import itertools
from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple

import duckdb
import numpy as np
from sqlglot import exp

from core import words
from core.errors import UserError
from core.places import COUNTRY
from core.settings import TIME_ZONE
from indicators.declared.fields import DEFAULT_METHOD as DEFAULT_METHOD
from indicators.declared.fields import SCHEDULE_METHODS as SCHEDULE_METHODS
from indicators.declared.limits import line_tree

EVERY_SOURCE: Final = ("", "全部", "合计", "总体")
"""How a node table says that a line is of all sources of funds together."""


class Node(NamedTuple):
    """One line of a schedule set from above: by `on` the share `share` (0–1) should be paid."""

    on: date
    share: float


def schedule_share(on: date, method: str, nodes: Sequence[tuple[date, float]] | None = None) -> float:
    """The share of the year's money that should be paid by the end of the day `on`.

    `month`: month/12 at each month's end (张掖: end of April 33.34 as printed, 33.33 as divided). `nodes`: the node table
    of the year. Between month ends and between nodes a straight line; zero before the year begins; after the last node its
    share. `days`: days elapsed, the day itself included, over days in the year. Raises UserError for an unknown method or a
    node table that cannot be used.
    """
    if method == "days":
        return _day_of_year(on) / days_in_year(on.year)
    if method == "month":
        return _between(
            [Node(date(on.year, month, monthrange(on.year, month)[1]), month / 12) for month in range(1, 13)], on
        )
    if method == "nodes":
        return _between(check_nodes(nodes or (), on.year), on)
    raise UserError("没有这种序时进度算法", field="method", came=method, todo=f"可用：{'、'.join(SCHEDULE_METHODS)}")


def check_nodes(nodes: Sequence[tuple[date, float]], year: int) -> list[Node]:
    """The nodes of the year by date. Raises UserError: none, two on one day, a share outside 0–1, a share that falls."""
    mine = sorted(Node(day_in_china(on), float(share)) for on, share in nodes if day_in_china(on).year == year)
    where = "节点表"
    if not mine:
        raise UserError(f"{year}年没有节点", file=where, todo="请导入该年的节点表，或改用按月均、按天数")
    for node in mine:
        if not 0 <= node.share <= 1:
            came = f"{words.say_date(node.on)} {node.share:g}"
            raise UserError(
                "节点进度应在0到1之间", file=where, field="share", came=came, todo="请改成小数，49.03%写0.4903"
            )
    for earlier, later in itertools.pairwise(mine):
        came = f"{words.say_date(earlier.on)} {earlier.share:g}，{words.say_date(later.on)} {later.share:g}"
        if earlier.on == later.on:
            raise UserError("同一天有两个节点", file=where, field="on", came=came, todo="请删去一个")
        if later.share < earlier.share:
            raise UserError("后一个节点的进度低于前一个", file=where, field="share", came=came, todo="请核对节点表")
    return mine


def read_nodes(connection: duckdb.DuckDBPyConnection, year: str, source: str = "") -> Mapping[str, tuple[Node, ...]]:
    """Place code ('' for everywhere) → its nodes of a year by date, of one source of funds as it is written ('' for all)."""
    rows = connection.execute(
        "SELECT coalesce(place_code, ''), node_on, target_rate FROM schedule_nodes "
        "WHERE period = ? AND trim(coalesce(fund_source, '')) IN (SELECT unnest(?)) ORDER BY node_on",
        [year, [source] if source else list(EVERY_SOURCE)],
    ).fetchall()
    found: dict[str, tuple[Node, ...]] = {}
    for code, on, share in rows:
        found[code] = (*found.get(code, ()), Node(on, float(share)))
    return found


def share_tree(
    connection: duckdb.DuckDBPyConnection, on: date, method: str, scope: str, source: str = ""
) -> exp.Expression:
    """The schedule's share by a day for the rows of a scope, a number or a CASE of county_code.

    By the node table each county has the nodes of the nearest place that has any, a place's own for the source of funds before
    those for all of them; where none has, the months' share. Raises UserError for a node table that cannot be used.
    """
    if method != "nodes":
        return line_tree({COUNTRY: schedule_share(on, method)}, scope)
    nodes = dict(read_nodes(connection, f"{on.year}"))
    if source:
        nodes |= read_nodes(connection, f"{on.year}", source)
    given = {code or COUNTRY: schedule_share(on, method, mine) for code, mine in nodes.items()}
    return line_tree({COUNTRY: schedule_share(on, DEFAULT_METHOD)} | given, scope)


def day_in_china(moment: date) -> date:
    """The date in Asia/Shanghai; a moment without a time zone is taken as it stands."""
    if not isinstance(moment, datetime):
        return moment
    return (moment.astimezone(TIME_ZONE) if moment.tzinfo else moment).date()


def days_until(target: date, today: date) -> int:
    """Calendar days from today to target: 0 is today (due today is not overdue), negative has passed."""
    return (day_in_china(target) - day_in_china(today)).days


def days_in_year(year: int) -> int:
    """365, or 366."""
    return _day_of_year(date(year, 12, 31))


def _between(nodes: list[Node], on: date) -> float:
    start = date(on.year - 1, 12, 31)
    days = [0, *(days_until(node.on, start) for node in nodes)]
    return float(np.interp(days_until(on, start), days, [0.0, *(node.share for node in nodes)]))


def _day_of_year(day: date) -> int:
    return day.timetuple().tm_yday
