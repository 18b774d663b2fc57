"""Slides of figures: any stored one ranked, courses over months, the card of main figures, tables to bring, points of the book."""

from collections.abc import Mapping, Sequence
from datetime import date

import pandas as pd

from core import words
from core.errors import UserError
from core.places import county_of, is_area, level_of
from core.settings import history_months
from indicators.checks import count_by_month
from indicators.declared import CHECKS, PeriodBounds, read_framework
from indicators.evaluation import area_of, explaining, periods, scopes_with_data
from indicators.figures import anything, list_needed, past, read_briefing
from indicators.figures.anything import UNIT, Asked, Figure
from indicators.figures.briefing import say_card
from indicators.figures.needed import GROUPS, HAS_ALL
from indicators.figures.past import COURSES, FINDINGS, PROBLEMS, RANK, SCORE, Course
from indicators.scoring import HIGHER, LOWER
from ledger.looking import ProblemFilter, open_by_month
from reports.deck import Bar, Bars, Curve, Figures, Line, Slide, Table, number_slides, split_bars, split_rows
from shows.snapshot import Snapshot

CARD_FIGURES, TABLE_ROWS = 6, 10
_LEVELS = ("province", "prefecture", "county", "township", "village", UNIT)


def make_figure(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """任意数字: the figure that was picked (`item`), divided by another (`per`), at its level and period, every place ranked."""
    known = anything.list_figures(snapshot.store)
    figure = known.get(picks.get("item", ""))
    if figure is None:
        raise UserError("这一屏的数字没有了", todo="可能已撤回或换了列名，请在“任意数字”重新加入")
    asked = _asked(snapshot, figure, known, picks)
    grid = anything.read_grid(snapshot.store, asked)
    all_periods = anything.periods_of(grid)
    when = picks.get("when", "")
    when = when if when in all_periods else anything.nearest_period(all_periods, snapshot.evaluation.period)
    standing = anything.rank_period(grid, asked, when, snapshot.places, grid["place_code"].unique())
    ranked = standing.ranked
    own = standing.of(snapshot.scope) if snapshot.scope else None
    title = anything.say_standing(standing) if own is None else anything.say_place(standing, own)
    unknown = anything.say_unknown(standing)
    period = f"{words.say_period(standing.period)} · " if standing.period else ""
    under = f"{period}{anything.say_made(standing)}{f'；不知道的：{unknown}' if unknown else ''}"
    bars = [
        Bar(f"{int(row['rank'])} {row['place_name']}", float(row["value"]), anything.say(row["value"], asked.unit),
            row["place_code"] == snapshot.scope)
        for row in ranked.to_dict("records")
    ]  # fmt: skip
    if not bars:
        return [Slide(title, under)]
    return number_slides(
        Slide(title, under, (part,), anything.title_of(figure)) for part in split_bars(Bars(tuple(bars), asked.title))
    )


def _asked(snapshot: Snapshot, figure: Figure, known: Mapping[str, Figure], picks: Mapping[str, str]) -> Asked:
    levels = [name for name in _LEVELS if name in figure.levels] or [figure.level]
    wanted = "county" if is_area(snapshot.scope) or not snapshot.scope else "township"
    level = next((one for one in (picks.get("level", ""), wanted) if one in levels), levels[-1])
    scope = snapshot.scope
    if level == "county":
        scope = area_of(scope, snapshot.places)
    elif level not in (UNIT, "province", "prefecture") and not is_area(scope):
        scope = county_of(scope)
    elif level in ("province", "prefecture"):
        scope = ""
    way = picks.get("way", "")
    return Asked(figure, known.get(picks.get("per", "")), level, scope, way if way in figure.ways else figure.ways[0])


def make_course(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """数字走势: score, rank, marks lost, findings or problems month by month; ours, the best and the worst named at their ends."""
    course = COURSES.get(picks.get("of", ""), COURSES[SCORE])
    framework, until = snapshot.framework, snapshot.evaluation.period
    months = tuple(one for one in periods(snapshot.store, framework) if one <= until and len(one) == len(until))
    months = months[-history_months() :]
    points = past.course_points(_frame(snapshot, course, months), course)
    if points.empty:
        raise UserError(f"还没有可以看走势的{course.title}", todo="请打开一次“数字走势”，算完各期再放映")
    changes = past.list_changes(points, course)
    own = changes[changes["place_code"] == snapshot.ours]
    title = past.say_place(own.iloc[0], course) if len(own) else past.say_area(changes, course)
    shown = anything.outermost(points, snapshot.ours, LOWER if course.is_lower_better else HIGHER)
    ticks = tuple(sorted(shown["period"].unique()))
    lines = []
    for code, rows in shown.groupby("place_code", sort=False):
        values = dict(zip(rows["period"], rows["value"].astype(float), strict=True))
        name = str(rows["place_name"].iloc[0])
        end = f"{name} {past.say_point(float(rows.sort_values('period')['value'].iloc[-1]), course)}"
        kind = "main" if code == snapshot.ours else "other"
        lines.append(Line(name, tuple(values.get(one) for one in ticks), kind, end))
    rest = len(changes) - len(lines)
    under = f"{words.say_period(ticks[0])}至{words.say_period(ticks[-1])}"
    under += f"；只画最好和最差的，其余 {rest} 个县不画" if rest > 0 else ""
    unit = "分" if course.unit == "points" else "" if course.name == RANK else "个"
    said = tuple(words.say_period(one) for one in ticks)
    return [Slide(title, under, (Curve(said, tuple(lines), unit),), "各期都按现行口径计算")]


def _frame(snapshot: Snapshot, course: Course, months: tuple[str, ...]) -> pd.DataFrame:
    area = snapshot.evaluation.area
    if course.name == FINDINGS:
        return _named(snapshot, count_by_month(snapshot.store, read_framework(CHECKS), area, months))
    if course.name == PROBLEMS:
        ends = {min(PeriodBounds.of(one).period_end, snapshot.working_day): one for one in months}
        counted = open_by_month(snapshot.engine, ProblemFilter(place=area), list(ends), snapshot.working_day)
        return _named(
            snapshot,
            counted.assign(period=[ends[day] for day in counted["on"]], day=[_iso(day) for day in counted["on"]]),
        )
    return past.read_past(snapshot.store, snapshot.framework, area, months)


def _iso(day: date) -> str:
    return day.isoformat()


def _named(snapshot: Snapshot, frame: pd.DataFrame) -> pd.DataFrame:
    known = {code: place.name for code in frame["place_code"].unique() if (place := snapshot.places.find(str(code)))}
    kept = frame[frame["place_code"].isin(list(known))]
    return kept.assign(place_name=kept["place_code"].map(known))


def make_briefing(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """应知应会: the main figures in large letters, six a slide, section by section."""
    card = read_briefing(snapshot.store, snapshot.scope, snapshot.evaluation.period, snapshot.day)
    known = card[card["value"].notna()]
    if known.empty:
        raise UserError("还没有主要数字", todo="请导入国家系统导出的表和各部门的表")
    title = say_card(card, snapshot.area_name())
    under = words.say_as_of(snapshot.evaluation.period, snapshot.day)
    rows = [
        (str(row["title"]), words.say_value(row["value"], str(row["unit"])), str(row["section"]))
        for row in known.to_dict("records")
    ]
    notes = "\n".join(f"{row['title']}：{row['says']}" for row in known.to_dict("records"))
    return number_slides(Slide(title, under, (Figures(tuple(part)),), notes) for part in split_rows(rows, CARD_FIGURES))


def make_needed(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """该有的表: what is missing, stale or not whole, from whom, by how many points it counts."""
    month = snapshot.month or snapshot.evaluation.period
    frame = list_needed(snapshot.store, snapshot.framework, month)
    wanted = frame[frame["group"] != GROUPS[-1]]
    counts = wanted["state"].value_counts()
    said = "、".join(f"{word} {counts[word]} 张" for word in ("齐全", "不全", "过期", "未导入") if word in counts)
    title = f"该有 {len(wanted)} 张表：{said}"
    rows = [
        (str(row["title"]), str(row["department"] or "各单位"), str(row["state"]),
         words.say_number(row["points"]) if row["points"] else "—", _say_missing(snapshot, row["places_missing"]))
        for row in wanted[wanted["state"] != HAS_ALL].to_dict("records")
    ]  # fmt: skip
    under = f"以{words.say_period(month)}为准；只列还不齐的"
    heads = ("表", "报送部门", "状态", "分值", "缺哪些县")
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({3})),) if part else (), under)
        for part in split_rows(rows, TABLE_ROWS)
    )


def _say_missing(snapshot: Snapshot, codes: Sequence[str]) -> str:
    names = [snapshot.name(code) for code in codes]
    whole = [code for code in scopes_with_data(snapshot.store) if level_of(code) == "county"]
    if not names or len(names) == len(whole):
        return "各县都缺" if names else "—"
    return f"{'、'.join(names[:2])}{f'等 {len(names)} 个县' if len(names) > 2 else ''}"


def make_points(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """指标口径: one measure in words where one was picked (`measure`), else how the points are spread."""
    framework = snapshot.framework
    measure = framework.measures.get(picks.get("measure", ""))
    if measure is not None:
        facts = explaining.describe_measure(measure)
        rule = measure.rule.describe() if measure.rule else "只核查，不计分"
        rows = tuple(
            (label, text) for label, text in (("分值", explaining.say_points(measure)), ("计分", rule), *facts)
        )
        return number_slides(
            Slide(
                explaining.say_measure(measure),
                framework.title,
                (Table(("项目", "内容"), tuple(part)),),
                f"依据：{measure.source}",
            )
            for part in split_rows(list(dict(rows).items()), 7)
        )
    title = explaining.say_data(framework, explaining.data_states(snapshot.evaluation))
    if not framework.is_scored:
        return [Slide(title, framework.title)]
    table = explaining.points_table(framework)
    bars = [
        Bar(
            str(row["indicator"]),
            float(row[explaining.TOTAL_WORDS]),
            f"{words.say_number(row[explaining.TOTAL_WORDS])} 分",
        )
        for row in table.to_dict("records")
        if row["indicator"] != explaining.TOTAL_WORDS
    ]
    under = f"各指标的分值，合计 {words.say_number(framework.points)} 分，加分另计"
    return number_slides(
        Slide(title, under, (part,), f"依据：{framework.source}") for part in split_bars(Bars(tuple(bars), "分值"))
    )
