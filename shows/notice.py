"""通报: a period's standing as an official document, of the same snapshot as the slides; an annex a county, every figure's source."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core import words
from core.errors import UserError
from indicators.evaluation import advice, answers, leagues, list_marks, most_first, say_beside, summary
from indicators.spending import SpendingRequest, against_schedule, query
from indicators.spending import words as spending_words
from ledger.looking import ProblemFilter, late_departments, say_ledger, sum_problems
from reports.paper import Break, Grid, Heading, Paper, Part, Text
from shows.snapshot import Snapshot
from store import find_table

NAMED_LOSSES = 5
"""So many measures that cost most are named in the body."""
ANNEX_ROWS = 12
"""So many measures of each county stand in its annex, most marks first."""


@dataclass(frozen=True)
class Signed:
    """Who sends the document and to whom; '' leaves the line to be filled in by hand."""

    by: str = ""
    to: str = ""
    number: str = ""


def write_notice(snapshot: Snapshot, signed: Signed = Signed()) -> Paper:
    """The document of an area: standing, money, what costs most, problems, what is asked by when; an annex a county."""
    period = words.say_period(snapshot.evaluation.period)
    parts: list[Part] = [Text(_opening(snapshot))]
    parts += [Heading("总体情况"), *_standing(snapshot)]
    parts += [Heading("资金支出进度"), *_money(snapshot)]
    parts += [Heading("失分较多的指标"), *_losses(snapshot)]
    parts += [Heading("问题整改情况"), *_problems(snapshot)]
    parts += [Heading("有关要求"), Text(_asked(snapshot))]
    annexes = [part for number, row in enumerate(_rows(snapshot), 1) for part in _annex(snapshot, row, number)]
    return Paper(
        f"关于{period}{_plain_title(snapshot)}指标情况的通报",
        (*parts, *annexes),
        to=signed.to,
        number=signed.number,
        signed_by=signed.by,
        signed_on=words.say_date(snapshot.day),
        note=_sources(snapshot),
        is_demo=snapshot.store.is_demo(),
        keywords=(snapshot.framework.title, snapshot.area_word),
    )


def _plain_title(snapshot: Snapshot) -> str:
    """The book's title without the year behind it, which the sentence says itself."""
    return re.sub(r"[(（]\d{4}年[)）]$", "", snapshot.framework.title)


def _opening(snapshot: Snapshot) -> str:
    day = words.say_date(snapshot.day)
    return f"现将截至{day}{snapshot.area_word}{_plain_title(snapshot)}各项指标情况通报如下。得分为参考，等次由人评定。"


def _rows(snapshot: Snapshot) -> Sequence[Mapping[Any, Any]]:
    rows = snapshot.table if not snapshot.ours else snapshot.table[snapshot.table["place_code"] == snapshot.ours]
    return list(rows.to_dict("records"))


def _standing(snapshot: Snapshot) -> list[Part]:
    """Who stands where, league by league, from the best; the average; the table."""
    choice = leagues.first_choice(snapshot.evaluation)
    said: list[Part] = []
    average, name = leagues.average_of(snapshot.table, snapshot.area_word)
    if not words.is_missing(average):
        said.append(Text(f"{name}{leagues.say_value(average, choice)}。"))
    for league in leagues.league_order(snapshot.table):
        rows = snapshot.table[(snapshot.table["league"] == league) & snapshot.table["rank"].notna()]
        if len(rows):
            order = "、".join(
                f"{row['place_name']}（{leagues.say_value(row['value'], choice)}）" for row in rows.to_dict("records")
            )
            said.append(Text(f"{answers.say_league(league, len(rows))}{choice.title}从高到低排序为：{order}。"))
    unranked = snapshot.table[snapshot.table["rank"].isna()]
    if len(unranked):
        names = "、".join(f"{row['place_name']}（{row['reason']}）" for row in unranked.to_dict("records"))
        said.append(Text(f"未排名的：{names}。"))
    rows = tuple(
        (str(row["place_name"]), str(row["league"]), leagues.say_value(row["value"], choice),
         words.say_rank(row["rank"], bool(row["is_tied"])), leagues.say_change(row))
        for row in snapshot.table.to_dict("records")
    )  # fmt: skip
    table = Grid(
        f"各县{choice.title}和位次",
        ("县", "分组", choice.title, "位次", "较上期"),
        rows,
        frozenset({2}),
        (3, 2, 2, 2, 4),
    )
    return [*said, table]


def _money(snapshot: Snapshot) -> list[Part]:
    """The sentence of a 通报 for the area, the order of the counties, their table."""
    request = SpendingRequest(snapshot.day, snapshot.scope)
    money = query.read_spending(snapshot.store, request)
    if money.counties.empty:
        return [Text(f"{request.year}年衔接资金项目表还没有导入，本期不通报支出进度。")]
    try:
        held = against_schedule.compare_with_schedule(money, snapshot.framework.schedule_method)
    except UserError as error:
        return [Text(f"支出进度本期不通报：{error.message}。")]
    average = against_schedule.average_of(money, money, snapshot.area_word)
    place = snapshot.place
    said = spending_words.say_answer(
        place.name if place else snapshot.area_word, "", snapshot.day, held.total, held.line, average
    )
    known = held.counties[held.counties["rate"].notna()]
    order = "、".join(f"{row['name']} {words.say_value(row['rate'], 'percent')}" for row in known.to_dict("records"))
    rows = tuple(
        (str(row["name"]), words.say_value(row["budget_cny"], "cny"), words.say_value(row["paid_cny"], "cny"),
         words.say_value(row["rate"], "percent"), _say_gap(row["gap_points"]))
        for row in held.counties.to_dict("records")
    )  # fmt: skip
    heads = ("县", "预算（调整后）", "已支出", "支出率", "与序时进度差")
    table = Grid("各县衔接资金支出进度", heads, rows, frozenset({1, 2, 3, 4}), (3, 3, 3, 2, 3))
    return [Text(f"{said}。"), Text(f"支出率从高到低排序为：{order}。"), table]


def _say_gap(gap: object) -> str:
    return words.MISSING_WORDS if words.is_missing(gap) else words.say_points(float(gap))  # type: ignore[arg-type]


def _losses(snapshot: Snapshot) -> list[Part]:
    losses = answers.top_losses(snapshot.evaluation, snapshot.ours, NAMED_LOSSES)
    if losses.empty:
        return [Text("各项指标没有失分。")]
    who = "" if snapshot.ours else "平均"
    named = "；".join(
        f"{row['title']}{who}失 {words.say_value(row['lost'], 'points')}（{row['department'] or '未指定'}）"
        for row in losses.to_dict("records")
    )
    return [
        Text(f"失分最多的{len(losses)}项{summary.say_losses(snapshot.evaluation, losses, snapshot.ours)}：{named}。")
    ]


def _problems(snapshot: Snapshot) -> list[Part]:
    asked, day = ProblemFilter(place=snapshot.scope), snapshot.working_day
    sums, late = sum_problems(snapshot.engine, asked, day), late_departments(snapshot.engine, asked, day)
    return [Text(f"截至{words.say_date(day)}，{say_ledger(snapshot.area_word, sums, late)}。")]


def _asked(snapshot: Snapshot) -> str:
    by_when = snapshot.next_round.say_by_when()
    when = f"{by_when}。" if by_when else ""
    return f"{when}各县要对照附件逐项核对，能补回的在规定时限内补齐；超时限的问题由责任单位说明原因，限期销号。"


def _annex(snapshot: Snapshot, row: Mapping[Any, Any], number: int) -> list[Part]:
    """One county: where it stands, what it lost and what wins it back."""
    code, name = str(row["place_code"]), str(row["place_name"])
    choice = leagues.first_choice(snapshot.evaluation)
    marks = list_marks(snapshot.evaluation, code)
    short = most_first(marks[marks["lost"] > answers.LEAST_LOSS]).head(ANNEX_ROWS)
    measures = snapshot.framework.measures
    rows = tuple(
        (str(one["title"]), _say_value(measures[str(one["measure"])], one), f"−{words.say_value(one['lost'], 'points')}",
         str(one["needed"]), str(one["department"]))
        for one in short.to_dict("records")
    )  # fmt: skip
    said = answers.say_place(dict(row), choice, snapshot.area_word)
    winnable = marks[(marks["advice"] == advice.WINNABLE) & (marks["lost"] > answers.LEAST_LOSS)]["lost"].sum()
    text = f"{said}；还能补回 {words.say_value(float(winnable), 'points')}。"
    heads = ("指标", "数值", "失分", "补到满分", "责任单位")
    grid = Grid("", heads, rows, frozenset({2}), (4, 3, 2, 4, 2))
    return [Break(f"附件{number}", f"{name}失分情况"), Text(text), grid if rows else Text("没有失分。")]


def _say_value(measure: object, row: Mapping[str, object]) -> str:
    beside = str(row.get("beside") or "") or say_beside(measure, row)  # type: ignore[arg-type]
    return f"{row['value_words']}{f'（{beside}）' if beside else ''}"


def _sources(snapshot: Snapshot) -> str:
    """Where every figure comes from: book, day, tables with their versions."""
    versions = snapshot.evaluation.data_versions
    tables = "、".join(f"{find_table(name).title}（第{version + 1}版）" for name, version in sorted(versions.items()))
    return f"数据来源：{snapshot.say()}。所用表：{tables}。各项口径见《指标口径》。"
