"""The board of 六个一: what tables say and what people report side by side, the light of each, and the answer in words."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pandas as pd

from core import words
from core.places import county_of, is_area, is_inside, level_of, township_of
from indicators.figures import Round
from ledger.activities.declared import Activity, SignedReport

WARNING_AT = 0.8
"""Share done below which an activity lags; above it, it is on the way, and done only when nothing is left."""
DONE, ON_THE_WAY, LAGGING, UNKNOWN, NOTHING = "normal", "warning", "behind", "missing", "not_applicable"
LIGHT_WORDS: Mapping[str, str] = {
    DONE: "完成", ON_THE_WAY: "推进中", LAGGING: "滞后", UNKNOWN: "未填报", NOTHING: "没有任务",
}  # fmt: skip
NAMED_PLACES = 2
_ABOVE = {"village": township_of, "township": county_of}


@dataclass(frozen=True)
class Cell:
    """How far one activity is in one place. `told` are the figures that tables (or ledger) count, `report` what people
    say; either may be None. The light goes by what is counted, and by the report only where nothing is."""

    activity: Activity
    place_code: str
    told: tuple[int, int] | None
    report: SignedReport | None
    reports: int = 0
    """How many places' reports the report is the sum of; 1 for the place's own."""
    is_late: bool = False

    @property
    def figures(self) -> tuple[int, int] | None:
        """(done, total) that count."""
        return self.told or ((self.report.done, self.report.total) if self.report else None)

    @property
    def share(self) -> float:
        """Share done; NaN where nobody knows or there is nothing to do."""
        figures = self.figures
        return figures[0] / figures[1] if figures and figures[1] else math.nan

    @property
    def left(self) -> int:
        """How many are still to do; 0 where nobody knows."""
        return self.figures[1] - self.figures[0] if self.figures else 0

    @property
    def light(self) -> str:
        """`normal` is done, `warning` on the way, `behind` lags or is late, `missing` unknown, `not_applicable` nothing to do."""
        if self.figures is None:
            return UNKNOWN
        if not self.figures[1]:
            return NOTHING
        if not self.left:
            return DONE
        return ON_THE_WAY if self.share >= WARNING_AT and not self.is_late else LAGGING

    @property
    def is_apart(self) -> bool:
        """Whether the report says something else than the tables."""
        return bool(self.told and self.report and self.told != (self.report.done, self.report.total))


def make_cells(
    activities: Sequence[Activity],
    counts: pd.DataFrame,
    reports: Iterable[SignedReport],
    places: Sequence[str],
    late: Iterable[str] = (),
) -> dict[tuple[str, str], Cell]:
    """(activity, place) → cell for every place asked for; `late` are the activities whose day is past."""
    counted = {(str(row["activity"]), str(row["place_code"])): (int(row["done"]), int(row["total"]))
            for row in counts.to_dict("records")}  # fmt: skip
    rolled = roll_up(reports, places)
    past = set(late)
    cells = {}
    for one in activities:
        for place in places:
            report, several = rolled.get((one.id, place), (None, 0))
            figures = counted.get((one.id, place))
            cells[one.id, place] = Cell(one, place, figures, report, several, one.id in past)
    return cells


def roll_up(reports: Iterable[SignedReport], places: Sequence[str]) -> dict[tuple[str, str], tuple[SignedReport, int]]:
    """(activity, place) → its own newest report, else the sum of those right below it, and how many reports that is.

    The sum bears the oldest day of its parts and, where several people signed, how many.
    """
    known = {(one.activity, one.place_code): (one, 1) for one in reports}
    for level, above in _ABOVE.items():
        _add_sums(known, {pair: above(pair[1]) for pair in known if level_of(pair[1]) == level})
    for place in filter(is_area, places):
        inside = {pair: place for pair in known if level_of(pair[1]) == "county" and is_inside(pair[1], place)}
        _add_sums(known, inside)
    return known


def _add_sums(known: dict[tuple[str, str], tuple[SignedReport, int]], above: Mapping[tuple[str, str], str]) -> None:
    groups: dict[tuple[str, str], list[SignedReport]] = {}
    for pair, place in above.items():
        groups.setdefault((pair[0], place), []).append(known[pair][0])
    for (activity, place), parts in groups.items():
        known.setdefault((activity, place), (_sum(parts, place), len(parts)))


def _sum(parts: Sequence[SignedReport], place: str) -> SignedReport:
    people = sorted({part.who for part in parts})
    return replace(
        parts[0], place_code=place, done=sum(part.done for part in parts), total=sum(part.total for part in parts),
        day=min(part.day for part in parts), at=max(part.at for part in parts), note="",
        who=people[0] if len(people) == 1 else f"{people[0]}等 {len(people)} 人",
    )  # fmt: skip


def own_rows(counts: pd.DataFrame, at: str) -> pd.DataFrame:
    """activity, done, total of the whole that no place below has: a county's own problems and documents; only where there are."""
    whole = counts[counts["place_code"] == at].set_index("activity")[["done", "total"]]
    below = counts[counts["place_code"] != at].groupby("activity")[["done", "total"]].sum()
    rest = whole.sub(below.reindex(whole.index).fillna(0.0))
    return rest[(rest["total"] > 0) & whole.index.isin(below.index)].reset_index()


def is_late(before: Round, today: date) -> bool:
    """Whether the round by which it has to be done has begun."""
    return before.starts_on is not None and today >= before.starts_on


def say_answer(area: str, cells: Sequence[Cell], places: Sequence[tuple[str, Cell]]) -> str:
    """`凤凰县六个一完成 4 项；最慢的是大走访 63.00%，还差 1,204 户，在甲镇、乙镇`.

    `cells` are the area's own; `places` are (name, cell) of the slowest activity below it.
    """
    known = [cell for cell in cells if cell.light not in (UNKNOWN, NOTHING)]
    if not known:
        return f"{area}六个一还没有进度"
    done, slowest = sum(cell.light == DONE for cell in known), find_slowest(cells)
    if slowest is None:
        return f"{area}六个一{done} 项全部完成" if done == len(cells) else f"{area}六个一完成 {done} 项，其余没有数据"
    activity, share = slowest.activity, words.say_value(slowest.share, "percent")
    said = f"{area}六个一完成 {done} 项；最慢的是{activity.title} {share}，还差 {slowest.left:,} {activity.counter}"
    return said + _say_where(slowest, places)


def find_slowest(cells: Iterable[Cell]) -> Cell | None:
    """The cell with the smallest share of those where anything is left; None where nothing is."""
    return min((cell for cell in cells if cell.left), key=lambda cell: (cell.share, cell.activity.order), default=None)


def _say_where(slowest: Cell, places: Sequence[tuple[str, Cell]]) -> str:
    """The places where most is left, when they hold anything of it."""
    lacking = sorted((pair for pair in places if pair[1].left), key=lambda pair: -pair[1].left)
    named = "、".join(name for name, _ in lacking[:NAMED_PLACES])
    if not named:
        return ""
    return f"，在{named}" if len(lacking) <= NAMED_PLACES else f"，{named}最多"


def say_pace(cell: Cell, before: Round) -> str:
    """What is needed a day: `省级后评估前，还有 5 天（2021年11月25日），每天要完成 241 户`; '' when done or without a day ahead."""
    if not cell.left or before.starts_on is None:
        return ""
    if before.state != "ahead":
        return f"{before.kind}已开始，还差 {cell.left:,} {cell.activity.counter}"
    daily = math.ceil(cell.left / max(before.days, 1))
    return f"{before.say_by_when()}，每天要完成 {daily:,} {cell.activity.counter}"


def say_covered(cell: Cell, below: Sequence[Cell], noun: str) -> str:
    """Of how many places below the figures of a place are, where tables count it and not all of them have sent theirs: `8 个县中
    7 个有表`; '' where all have, or nothing is counted by place."""
    told = sum(one.told is not None for one in below)
    is_part = cell.activity.count is not None and cell.told is not None and 0 < told < len(below)
    return f"{len(below)} 个{noun}中 {told} 个有表" if is_part else ""


def say_report(cell: Cell, *, is_named: bool = True) -> str:
    """What people report: `填报 120/150，11月18日 张三`, the sum of several: `3 处填报合计 …`; '' without a report.

    In the projection nobody is named.
    """
    report = cell.report
    if report is None:
        return ""
    head = f"{cell.reports} 处填报合计" if cell.reports > 1 else "填报"
    who = f" {report.who}" if is_named else ""
    return f"{head} {report.done:,}/{report.total:,}，{report.day.month}月{report.day.day}日{who}"
