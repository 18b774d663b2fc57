"""Slides of what is to be done and by whom: what each county must do, problems, who is late, who is commended or held to account."""

from collections.abc import Mapping, Sequence

from core import words
from indicators.evaluation import answers, winnable_by_place
from indicators.figures import yearly_standing
from ledger.book import NOBODY
from ledger.looking import (
    DUES,
    OVERDUE,
    ProblemFilter,
    count_duties,
    count_problems,
    late_departments,
    say_late,
    say_ledger,
    sum_problems,
)  # fmt: skip
from reports.deck import Bar, Bars, Figures, Slide, Table, number_slides, split_bars, split_rows
from shows.snapshot import Snapshot

TODO_EACH = 2
"""So many measures of each county are named."""
MANY = 30
"""Of more counties than this one measure each is named: a meeting does not look at thirty slides of one kind."""
_ROWS = 9


def make_todo(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """What each county can still win back, most marks first, and by when."""
    by_when = snapshot.next_round.say_by_when()
    rows, total = [], 0.0
    ranked = snapshot.table if not snapshot.ours else snapshot.table[snapshot.table["place_code"] == snapshot.ours]
    each = _ROWS if snapshot.ours else TODO_EACH if len(ranked) <= MANY else 1
    winnable = winnable_by_place(snapshot.evaluation, [str(code) for code in ranked["place_code"]])
    for place in ranked.to_dict("records"):
        own = winnable[str(place["place_code"])]
        total += sum(row["lost"] for row in own)
        for number, row in enumerate(own[:each]):
            name = str(place["place_name"]) if not number else ""
            lost = f"−{words.say_value(row['lost'], 'points')}"
            rows.append((name, str(row["title"]), str(row["needed"]), lost, str(row["department"])))
    if not rows:
        return [Slide("没有还能补回的失分", answers.say_basis(snapshot.evaluation))]
    place_word = rows[0][0] if snapshot.ours else f"{len(ranked)}个县"
    title = f"{place_word}还能补回 {words.say_value(total, 'points')}{f'：{by_when}' if by_when else ''}"
    heads = ("县", "指标", "补到满分", "失分", "责任单位")
    under = "只列还来得及补的；每县列失分最多的" + ("" if snapshot.ours else f"{each}项")
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({3})),), answers.say_basis(snapshot.evaluation))
        for part in split_rows(rows, _ROWS)
    )


def make_ledger(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """How many problems are closed, late and due, and by county."""
    asked, day = ProblemFilter(place=snapshot.scope), snapshot.working_day
    sums = sum_problems(snapshot.engine, asked, day)
    late = late_departments(snapshot.engine, asked, day)
    title = say_ledger(_area(snapshot), sums, late)
    if not sums.total:
        return [Slide(title, f"台账截至{words.say_date(day)}，还没有登记问题")]
    figures = Figures((
        ("问题总数", f"{sums.total:,} 个", ""), ("已销号", f"{sums.closed:,} 个", _share(sums.closed, sums.total)),
        *((due, f"{sums.due[due]:,} 个", "") for due in DUES[:2]),
    ))  # fmt: skip
    counted = count_problems(snapshot.engine, asked, ("county",), day)
    rows = [
        Bar(_name(snapshot, str(row["county"])), float(row["unclosed"]), f"{int(row['unclosed'])} 个，超时限 {int(row['overdue'])}",
            str(row["county"]) == snapshot.ours)
        for row in counted.to_dict("records") if row["county"]
    ]  # fmt: skip
    under = f"台账截至{words.say_date(day)}；条形为未销号的问题"
    return number_slides(
        Slide(title, under, (figures, part), under) for part in split_bars(Bars(tuple(rows), "未销号"), 12)
    )


def make_late(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """Departments with problems past their deadline; people are not named on a wall."""
    asked = ProblemFilter(place=snapshot.scope, due=OVERDUE)
    duties = count_duties(snapshot.engine, asked, ("department",), snapshot.working_day)
    duties = duties[duties["overdue"] > 0]
    if duties.empty:
        all_ = count_duties(snapshot.engine, ProblemFilter(place=snapshot.scope), ("department",), snapshot.working_day)
        said = "还没有登记的问题" if all_.empty else "没有超时限的问题"
        return [Slide(f"{_area(snapshot)}{said}", f"台账截至{words.say_date(snapshot.working_day)}")]
    rows = [
        (str(row["department"]) or f"{NOBODY}责任单位", f"{int(row['overdue'])} 个", f"{int(row['longest'])} 天")
        for row in duties.to_dict("records")
    ]
    title = f"{_area(snapshot)} {len(rows)} 个单位有 {int(duties['overdue'].sum())} 个问题超时限，最多的是{rows[0][0]}（{rows[0][1]}）"
    heads = ("责任单位", "超时限", "最长已超")
    people = count_duties(snapshot.engine, asked, ("department", "person"), snapshot.working_day)
    under = f"截至{words.say_date(snapshot.working_day)}；{say_late(people[people['overdue'] > 0])}"
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({1, 2})),), under) for part in split_rows(rows, 12)
    )


def make_leaders(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """表彰先进、激励后进 by last year's result of the province."""
    years = yearly_standing.read_years(snapshot.store, snapshot.evaluation.area)
    codes = list(snapshot.evaluation.places["place_code"])
    listed = yearly_standing.list_leaders(years, codes)
    if listed.empty:
        return [Slide("还没有历年考核结果", "请导入《历年考核结果表》")]
    title = yearly_standing.say_area(years, codes)
    rows = [
        (str(row["list"]), str(row["place_name"]), str(row["why"]), words.say_rank(row["province_rank"]))
        for row in listed.to_dict("records")
    ]
    heads = ("名单", "县", "理由", "全省位次")
    under = "按省里通报的上年度结果；等次最好、受表彰或升 10 位以上为先进，等次最低、被约谈或降 10 位以上为后进"
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({3})),), under) for part in split_rows(rows, 10)
    )


def _area(snapshot: Snapshot) -> str:
    place = snapshot.place
    return place.name if place and snapshot.ours else snapshot.area_word


def _name(snapshot: Snapshot, code: str) -> str:
    place = snapshot.places.find(code)
    return place.name if place else code


def _share(part: int, whole: int) -> str:
    return f"占 {words.say_value(part / whole, 'percent')}" if whole else ""
