"""专题汇报: what a county's committee is told: what stands, what falls short and costs most, by township and department, by when."""

from functools import partial
from typing import Final

import pandas as pd

from core import words
from core.errors import UserError
from core.places import is_inside
from indicators.checks import add_counts, findings, rank_checks, total_of
from indicators.checks import words as check_words
from indicators.declared import CHECKS, read_framework
from indicators.evaluation import advice, answers, ladder, leagues, unscored, waterfall
from indicators.shortfalls import has_short_rows, read_list, request_for, row_counter
from reports.paper import UNSIGNED, Grid, Heading, Paper, Part, Signed, Text
from shows.papers.losses import NOBODY, costly_part, marks_grid, short_marks
from shows.papers.money import tell_money
from shows.papers.notice import plain_title, title_of, used_measures
from shows.papers.problems import tell_problems
from shows.papers.told import SOURCES_TITLE, Telling, tables_of, tighten
from shows.snapshot import Snapshot

MARKS_SHOWN: Final = 15
BY_TOWNSHIP: Final = 4
"""So many measures stand beside each other in the table of townships."""
CHECKS_SHOWN: Final = 5


def write_report(snapshot: Snapshot, signed: Signed = UNSIGNED) -> Paper:
    """The report of one county. Raises UserError where an area is picked, or the county is not in the evaluation."""
    place = snapshot.place
    if place is None or not snapshot.ours:
        raise UserError("专题汇报写一个县的情况，请先选一个县")
    telling, short = Telling(snapshot), short_marks(costly_part(snapshot.evaluation), snapshot.ours)
    parts: list[Part] = [Text(_opening(snapshot, place.name))]
    for heading, tell in (
        ("总体情况", _standing), ("主要短板", partial(_shortfalls, short=short)), ("资金支出进度", tell_money), ("问题整改", tell_problems),
        ("疑点核查", _findings), ("下一步工作", partial(_next, short=short)),
    ):  # fmt: skip
        telling.under(heading)
        parts += [Heading(heading), *tell(snapshot, telling)]
    return Paper(
        title_of(f"关于{place.name}", f"{plain_title(snapshot)}工作情况的汇报"),
        tighten((*parts, *telling.annex("附件", used_measures(snapshot)))),
        signed if signed.to else Signed(signed.by, f"中共{place.name}委员会", signed.number, signed.copies),
        words.say_date(snapshot.day),
        (SOURCES_TITLE,),
        is_demo=snapshot.store.is_demo(),
        keywords=(snapshot.framework.title, place.name),
    )


def _opening(snapshot: Snapshot, name: str) -> str:
    return f"现将截至{words.say_date(snapshot.day)}{name}{plain_title(snapshot)}工作情况汇报如下。"


def _standing(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """Where the county stands, how far the next one is, what overtakes it; how many indicators are at which light; what is lost."""
    choice, table, ours = leagues.first_choice(snapshot.evaluation), snapshot.table, snapshot.ours
    row = table[table["place_code"] == ours].iloc[0].to_dict()
    said = [answers.say_place(row, choice, snapshot.area_word)]
    if not words.is_missing(row["value"]):
        said.append(f"{choice.title}{leagues.say_value(row['value'], choice)}")
    said += [one for one in (ladder.say_gap(table, ours, choice), ladder.say_lead(table, ours, choice)) if one]
    parts: list[Part] = [telling.text(f"{'，'.join(said)}。", telling.book())]
    found = waterfall.make_waterfall(snapshot.evaluation, ours)
    if found is not None:
        parts.append(telling.text(_say_way(found), telling.book()))
    if over := ladder.say_overtaking(ladder.find_overtaking(snapshot.evaluation, table, ours)):
        parts.append(telling.text(f"{over}。", telling.book()))
    parts.append(telling.text(_say_lights(snapshot), telling.book()))
    fell = (
        answers.falls(snapshot.evaluation, snapshot.evaluation.before, ours)
        if snapshot.evaluation.before
        else pd.DataFrame()
    )
    if len(fell):
        named = "；".join(
            f"{one['title']}得分减少 {words.say_value(-one['score_change'], 'points')}"
            for one in fell.to_dict("records")
        )
        parts.append(telling.text(f"与上期相比退步的有：{named}。", telling.book()))
    return parts


def _say_way(found: waterfall.Waterfall) -> str:
    """How far full marks are, what of it can be won back, and what bonuses are open."""
    lost, winnable, gone = (
        words.say_value(one, "points") for one in (found.winnable + found.gone + found.held, found.winnable, found.gone)
    )
    held = (
        f"，没有计分 {words.say_value(found.held, 'points')}（补齐前不得分）" if found.held > answers.LEAST_LOSS else ""
    )
    more = (
        f"；加分项还可争取 {words.say_value(found.bonus_open, 'points')}"
        if found.bonus_open > answers.LEAST_LOSS
        else ""
    )
    return f"距满分还差 {lost}，其中可以补回 {winnable}，本年已不能补回 {gone}{held}{more}。"


def _say_lights(snapshot: Snapshot) -> str:
    rows = snapshot.evaluation.indicators
    own = rows[rows["place_code"] == snapshot.ours]
    said = []
    for light, word in (("normal", "正常"), ("warning", "预警"), ("behind", "滞后")):
        names = list(own.loc[own["light"] == light, "indicator"])
        if names:
            said.append(f"{word}的{len(names)}项" + (f"（{'、'.join(names)}）" if light == "behind" else ""))
    return f"{len(own)}项指标中，{'，'.join(said)}。" if said else "各项指标还没有数据。"


def _shortfalls(snapshot: Snapshot, telling: Telling, short: pd.DataFrame) -> list[Part]:
    """The measures that cost most, then by department, then by township."""
    if short.empty:
        return [Text(f"{unscored.say_no_loss(snapshot.evaluation, snapshot.ours)}。")]
    lost = words.say_value(float(short["lost"].sum()), "points")
    first = short.iloc[0]
    most = f"“{first['title']}”（−{words.say_value(first['lost'], 'points')}）"
    parts: list[Part] = [telling.text(f"{len(short)}项指标失分，共失 {lost}，失分最多的是{most}。", telling.book())]
    listed = f"失分的指标{f'（失分最多的{MARKS_SHOWN}项）' if len(short) > MARKS_SHOWN else ''}"
    parts += [Heading("失分的指标", 2), telling.grid(marks_grid(short, MARKS_SHOWN, listed), telling.book())]
    parts += [Heading("按责任部门", 2), telling.grid(_by_department(short), telling.book())]
    if (by_township := _by_township(snapshot, short)) is not None:
        grid, tables = by_township
        parts += [Heading("按乡镇", 2), telling.grid(grid, telling.tables(tables))]
    return parts


def _by_department(short: pd.DataFrame) -> Grid:
    """Marks lost by who answers for the measure, most first, and what of them can be won back."""
    named = short.assign(
        department=[str(one) or NOBODY for one in short["department"]],
        open=short["lost"].where(short["advice"] == advice.WINNABLE, 0.0),
    )
    sums = named.groupby("department", sort=False).agg(
        measures=("lost", "size"), lost=("lost", "sum"), open=("open", "sum")
    )
    ordered = sums.sort_values("lost", ascending=False, kind="stable").reset_index()
    rows = tuple(
        (
            str(row["department"]),
            f"{int(row['measures'])}",
            words.say_value(row["lost"], "points"),
            words.say_value(row["open"], "points"),
        )
        for row in ordered.to_dict("records")
    )
    return Grid(
        "失分按责任部门", ("责任部门", "失分指标（项）", "失分", "其中可补"), rows, frozenset({1, 2, 3}), (5, 3, 3, 3)
    )


def _by_township(snapshot: Snapshot, short: pd.DataFrame) -> tuple[Grid, tuple[str, ...]] | None:
    """How many rows fall short in each township under the measures that cost most, and the tables that say so; None where none tells.

    A measure that knows no more than one row a township says nothing here.
    """
    found: list[tuple[str, dict[str, int], tuple[str, ...]]] = []
    for name in short["measure"].head(MARKS_SHOWN):
        measure = snapshot.framework.measures[str(name)]
        if len(found) == BY_TOWNSHIP or not has_short_rows(measure):
            continue
        request = request_for(
            measure, snapshot.evaluation.period, snapshot.ours, lambda: snapshot.evaluation, day=snapshot.day
        )
        counts = read_list(snapshot.store, request, "township", 0).counts
        below = {
            str(one["place_code"]): int(one["rows_short"]) for one in counts.to_dict("records") if one["rows_short"]
        }
        if any(count > 1 for code, count in below.items() if code != snapshot.ours):
            found.append((f"{measure.title}（{row_counter(request.measure)}）", below, tables_of(request.measure)))
    codes = {code for _, one, _ in found for code in one if is_inside(code, snapshot.ours)}
    if not codes:
        return None
    counted = [one for _, one, _ in found]
    ordered = sorted(codes, key=lambda code: (-sum(one.get(code, 0) for one in counted), code))
    rows = [(_name(snapshot, code), *(f"{one.get(code, 0):,}" for one in counted)) for code in ordered]
    rows.append(("合计", *(f"{sum(one.get(code, 0) for code in codes):,}" for one in counted)))
    grid = Grid(
        "未达标的按乡镇", ("乡镇", *(head for head, _, _ in found)), tuple(rows), frozenset(range(1, len(found) + 1))
    )
    return grid, tuple(name for _, _, names in found for name in names)


def _name(snapshot: Snapshot, code: str) -> str:
    place = snapshot.places.find(code)
    name = place.name if place else code
    return f"{name}本级" if code == snapshot.ours else name


def _findings(snapshot: Snapshot, telling: Telling) -> list[Part]:
    """What the newest run of the checks found; none is made here."""
    checks, period = read_framework(CHECKS), snapshot.evaluation.period
    run = findings.find_run(snapshot.store, period, framework=checks) if "-" in period else None
    if run is None:
        return [Text("本期尚未开展疑点核查。")]
    matrix = findings.read_matrix(snapshot.store, run, scope=snapshot.ours, level="county", framework=checks)
    counted = add_counts(matrix, "", checks.measures)
    place = snapshot.place
    source = f"疑点核查，{check_words.say_short_run(run.period, run.view_day, run.at)}"
    if counted.empty:
        return [Text("没有可以核查的数据。")]
    said = check_words.say_matrix(place.name if place else "", total_of(counted), "")
    stale = "" if run.is_current else "核查以后数据又有更新，数字以重新核查为准。"
    parts: list[Part] = [telling.text(f"{said}。{stale}", source)]
    ranked = rank_checks(counted, checks.measures)
    most = ranked[ranked["count"] > 0].sort_values("count", ascending=False, kind="stable").head(CHECKS_SHOWN)
    rows = tuple(
        (checks.measures[row["check"]].title, checks.measures[row["check"]].suspicion, f"{int(row['count']):,}",
         checks.measures[row["check"]].department or NOBODY)
        for row in most.to_dict("records")
    )  # fmt: skip
    if rows:
        heads = ("核查规则", "可疑程度", "疑点（条）", "责任部门")
        parts.append(
            telling.grid(Grid(f"疑点最多的{len(rows)}条规则", heads, rows, frozenset({2}), (7, 3, 3, 3)), source)
        )
    return parts


def _next(snapshot: Snapshot, telling: Telling, short: pd.DataFrame) -> list[Part]:
    """What is done by when: the marks that work can win back, most first."""
    winnable = short[short["advice"] == advice.WINNABLE]
    coming = snapshot.next_round
    is_dated = coming.state == "ahead" and coming.starts_on is not None
    when = f"{words.say_date(coming.starts_on)}前" if is_dated and coming.starts_on else "限期"
    before = f"（{coming.kind}开始）" if is_dated else ""
    if winnable.empty:
        return [Text("还能补回的失分已经没有，重点守住已有得分，防止反弹。")]
    total = words.say_value(float(winnable["lost"].sum()), "points")
    said = f"还能补回的失分{len(winnable)}项，共 {total}，须于{when}{before}补齐，任务分解见下表。"
    rows = tuple(
        (
            str(one["title"]),
            str(one["needed"]),
            words.say_value(one["lost"], "points"),
            str(one["department"]) or NOBODY,
            when,
        )
        for one in winnable.head(MARKS_SHOWN).to_dict("records")
    )
    more = f"（可得分最多的{MARKS_SHOWN}项）" if len(winnable) > MARKS_SHOWN else ""
    heads = ("指标", "要办的事", "可得分", "责任单位", "完成时限")
    grid = Grid(f"补分任务分解{more}", heads, rows, frozenset({2}), (5, 4.6, 2, 2.9, 4.8))
    return [telling.text(said, telling.book()), telling.grid(grid, telling.book())]
