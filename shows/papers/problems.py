"""The problems of a document: how many are closed and late, by county, by department."""

from typing import Final

import pandas as pd

from core import words
from ledger.book import NOBODY
from ledger.looking import OVERDUE, ProblemFilter, Sums, count_duties, count_problems, sum_problems
from ledger.looking import late_departments as read_late
from reports.paper import Grid, Part
from shows.papers.standing import MANY
from shows.papers.told import Telling
from shows.snapshot import Snapshot

LATE_SHOWN: Final = 20


def tell_problems(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """The sentence of the ledger, the counties of an area, and who is late."""
    asked, day = ProblemFilter(place=snapshot.scope), snapshot.working_day
    sums, late = sum_problems(snapshot.engine, asked, day), read_late(snapshot.engine, asked, day)
    parts: list[Part] = [
        telling.text(f"截至{words.say_date(day)}，{say_problems(_who(snapshot), sums, late)}", telling.ledger())
    ]
    if not snapshot.ours and sums.total:
        parts.append(telling.grid(_county_grid(snapshot, asked), telling.ledger()))
    if sums.overdue:
        parts += late_departments(snapshot, telling, sums)
    return parts


def say_problems(who: str, sums: Sums, late: pd.DataFrame) -> str:
    """`全州问题台账共有问题210个，已销号64个，销号率30.48%；…`. `late` as `ledger.looking.late_departments`."""
    if not sums.total:
        return f"{who}问题台账中没有登记的问题。"
    share = words.say_value(sums.closed / sums.total, "percent")
    said = f"{who}问题台账共有问题{sums.total:,}个，已销号{sums.closed:,}个，销号率{share}"
    if not sums.unclosed:
        return f"{said}，已全部销号。"
    said += f"，未销号{sums.unclosed:,}个，其中" + (f"超时限{sums.overdue:,}个" if sums.overdue else "没有超时限的")
    said += f"，10天内到期{sums.soon:,}个" if sums.soon else ""
    named = late[late["department"] != ""]
    if len(named):
        said += f"。超时限最多的单位是{named['department'].iloc[0]}（{int(named['overdue'].iloc[0]):,}个）"
    return f"{said}。"


def late_departments(snapshot: Snapshot, telling: Telling, sums: Sums) -> list[Part]:
    """Departments with problems past their deadline, most first; people are not named."""
    asked = ProblemFilter(place=snapshot.scope, due=OVERDUE)
    duties = count_duties(snapshot.engine, asked, ("department",), snapshot.working_day)
    rows = tuple(
        (str(row["department"]) or NOBODY, f"{int(row['overdue'])}", f"{int(row['longest'])}")
        for row in duties[duties["overdue"] > 0].to_dict("records")
    )
    heads = ("责任单位", "超时限（个）", "最长已超（天）")
    more = f"（共{len(rows)}个单位，列前{LATE_SHOWN}个）" if len(rows) > LATE_SHOWN else ""
    grid = Grid(f"超时限未销号的问题按责任单位{more}", heads, rows[:LATE_SHOWN], frozenset({1, 2}), (5, 2, 2))
    return [telling.grid(grid, telling.ledger())]


def _county_grid(snapshot: Snapshot, asked: ProblemFilter) -> Grid:
    """Problems by county; a county without any is left out."""
    counted = count_problems(snapshot.engine, asked, ("county",), snapshot.working_day)
    counted = counted[counted["county"] != ""]
    rows = tuple(
        (_name(snapshot, str(row["county"])), f"{int(row['total']):,}", f"{int(row['closed']):,}", f"{int(row['unclosed']):,}",
         f"{int(row['overdue']):,}", words.say_value(row["closed"] / row["total"], "percent"))
        for row in counted.head(MANY).to_dict("records")
    )  # fmt: skip
    more = f"（未销号最多的{MANY}个县）" if len(counted) > MANY else ""
    heads = ("县（市、区）", "问题（个）", "已销号（个）", "未销号（个）", "超时限（个）", "销号率")
    return Grid(f"各县问题整改情况{more}", heads, rows, frozenset({1, 2, 3, 4, 5}), (4, 2, 2, 2, 2, 2))


def _name(snapshot: Snapshot, code: str) -> str:
    place = snapshot.places.find(code)
    return place.name if place else code


def _who(snapshot: Snapshot) -> str:
    place = snapshot.place
    return place.name if place and snapshot.ours else snapshot.area_word
