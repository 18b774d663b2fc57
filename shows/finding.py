"""Slides of what was found by checks, tables held together and tests of figures; data quality, policies. Counts, and no names."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from core import words
from core.errors import UserError
from indicators import entitlements
from indicators.checks import (
    COUNT,
    Run,
    add_counts,
    comparisons,
    findings,
    level_below,
    rank_checks,
    rank_places,
    total_of,
)
from indicators.checks import words as check_words
from indicators.declared import CHECKS, day_of_view, read_framework, read_frameworks
from indicators.evaluation import area_of, evaluate, periods
from indicators.figures import quality
from indicators.integrity import (
    CLEAR,
    DEGREE_WORDS,
    FEW,
    NONE,
    NOT_APPLICABLE,
    SLIGHT,
    TESTS,
    Integrity,
    IntegrityRequest,
    pictures,
    results,
)  # fmt: skip
from indicators.integrity import words as integrity_words
from reports.deck import Bar, Bars, Matrix, Slide, Table, number_slides, split_bars, split_rows
from shows.snapshot import Snapshot

ROWS, CHECKS_SHOWN, TABLE_ROWS = 12, 10, 10
DEGREES: Mapping[str, str] = {
    CLEAR: "behind",
    SLIGHT: "warning",
    NONE: "normal",
    FEW: "missing",
    NOT_APPLICABLE: "not_applicable",
}
"""Degree → the light whose shape and colour it has on 数据真实."""
LEVEL_WORDS: Mapping[str, str] = {"county": "县", "township": "乡镇", "village": "村"}


def make_checks(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """疑点: the rules with most findings beside the places with most, of one rule (`check`) its places alone."""
    run, framework = _run(snapshot), read_framework(CHECKS)
    level = level_below(snapshot.scope)
    matrix = findings.read_matrix(snapshot.store, run, scope=snapshot.scope, level=level)
    only = {picks["check"]: framework.measures[picks["check"]]} if picks.get("check") in framework.measures else {}
    checks = only or framework.measures
    counted = add_counts(matrix, "", checks)
    total = total_of(counted)
    title = check_words.say_matrix(snapshot.area_name(), total, "")
    if only:
        title = f"{next(iter(only.values())).title}：{title}"
    under = check_words.say_short_run(run.period, run.view_day, run.at)
    if not total[COUNT]:
        return [Slide(title, under)]
    places = rank_places(counted, snapshot.counties if level == "county" else ())
    bars = [_count(snapshot.name(str(row["place_code"])), row, str(row["place_code"]) == snapshot.ours)
            for row in places.to_dict("records")]  # fmt: skip
    notes = "\n".join(f"{one.title}：{one.says}" for one in list(only.values()))
    slides = [] if only else [_most_checks(rank_checks(counted, checks), checks, title, under)]
    who = f"各{LEVEL_WORDS[level]}待核疑点"
    first = f"{bars[0].label}最多，{bars[0].words}"
    slides += number_slides(
        Slide(title if only else f"{who}：{first}", under, (part,), notes)
        for part in split_bars(Bars(tuple(bars), who))
    )
    return slides


def _most_checks(ranked: pd.DataFrame, checks: Mapping[str, Any], title: str, under: str) -> Slide:
    rows = ranked[ranked[COUNT] > 0].sort_values(COUNT, ascending=False, kind="stable").head(CHECKS_SHOWN)
    bars = tuple(_count(checks[str(row["check"])].title, row) for row in rows.to_dict("records"))
    notes = "\n".join(f"{checks[name].title}：{checks[name].says}" for name in rows["check"])
    return Slide(title, f"疑点最多的 {len(bars)} 条规则；{under}", (Bars(bars, "待核疑点"),), notes)


def _count(label: str, row: Mapping[Any, Any], is_ours: bool = False) -> Bar:
    return Bar(label, float(row[COUNT]), f"{int(row[COUNT]):,} 条", is_ours)


def _run(snapshot: Snapshot) -> Run:
    run = findings.find_run(snapshot.store, snapshot.month) if snapshot.month else None
    if run is None:
        raise UserError("这一期还没有核查过", todo="请打开一次“疑点核查”，核查完再放映")
    return run


def make_comparison(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """部门比对: a line a department's table, what differs most first."""
    run, framework = _run(snapshot), read_framework(CHECKS)
    level = level_below(snapshot.scope)
    compared = comparisons.compared_tables(framework, snapshot.store.versions())
    matrix = findings.read_matrix(snapshot.store, run, scope=snapshot.scope, level=level)
    differences = comparisons.count_differences(matrix, framework)
    links = comparisons.count_links(snapshot.store, compared, run.period, snapshot.scope, level)
    sums = comparisons.sum_tables(links, differences)
    known = [one for one in compared if one.is_imported and (one.table.name, "listed") in sums]
    known.sort(key=lambda one: -sums.get((one.table.name, "differing"), 0.0))
    heads = ("部门的表", "部门", "名册", "只在部门表", "对不上")
    rows = [
        (one.table.title, one.table.department or "—",
         *(_figure(sums.get((one.table.name, name))) for name in ("listed", "only_department", "differing")))
        for one in known
    ]  # fmt: skip
    title = f"{snapshot.area_name()}：{comparisons.say_comparison(compared, differences)}"
    under = f"{check_words.say_short_run(run.period, run.view_day, run.at)}；“对不上”是各条规则人次相加"
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({2, 3, 4})),), under)
        for part in split_rows(rows, TABLE_ROWS)
    )


def _figure(value: float | None) -> str:
    return "0" if value is None else words.MISSING_WORDS if value != value else f"{value:,.0f}"


def make_integrity(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """数据真实: a degree a place and test; figures of statistics stay in the notes."""
    level, month = level_below(snapshot.scope), snapshot.month or snapshot.evaluation.period
    run = findings.find_run(snapshot.store, snapshot.month) if snapshot.month else None
    matrix = None if run is None else findings.read_matrix(snapshot.store, run, scope=snapshot.scope, level=level)
    found = results.read_integrity(
        snapshot.store, IntegrityRequest(snapshot.scope, level, month), matrix, read_framework(CHECKS)
    )
    places = found.looked_at()
    if not places:
        raise UserError("没有可以检验的数字", todo="请导入年度收支表、务工信息和监测对象信息")
    worst = pictures.most_remarkable(found)
    most = "" if worst is None else f"{snapshot.name(worst.place_code)}的{TESTS[worst.test_id].title}"
    judged, noun = pictures.count_judged(found), LEVEL_WORDS[level]
    said = integrity_words.say_integrity(
        noun, judged, len(places) - judged, pictures.count_degrees(found), worst, most, pictures.is_mostly_few(found)
    )
    order = sorted(places, key=lambda place: (_weight(found, place), place))
    notes = "\n".join(
        [*(f"{test.title}：{test.question}" for test in TESTS.values()), *([worst.sentence] if worst else [])]
    )
    return number_slides(
        Slide(
            f"{snapshot.area_name()}：{said}",
            integrity_words.NEVER_A_VERDICT,
            (_degrees(snapshot, found, part),),
            notes,
        )
        for part in split_rows(order, ROWS)
    )


def _weight(found: Integrity, place: str) -> tuple[int, int]:
    degrees = [worst.degree for test in TESTS if (worst := found.worst(place, test)) is not None]
    return -degrees.count(CLEAR), -degrees.count(SLIGHT)


def _degrees(snapshot: Snapshot, found: Integrity, places: Sequence[str]) -> Matrix:
    worst = [[found.worst(place, test) for test in TESTS] for place in places]
    lights = [tuple(DEGREES[one.degree] if one else "not_applicable" for one in line) for line in worst]
    return Matrix(
        tuple(test.title for test in TESTS.values()),
        tuple((snapshot.name(place), line) for place, line in zip(places, lights, strict=True)),
        str(snapshot.name(snapshot.ours)) if snapshot.ours else "",
        legend=tuple((light, DEGREE_WORDS[degree]) for degree, light in DEGREES.items()),
    )


def make_quality(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """数据质量: the grade of every county's tables and how many rows do not agree."""
    framework = read_framework(quality.FRAMEWORK)
    if snapshot.evaluation.period not in periods(snapshot.store, framework):
        raise UserError("这一期没有可核对的数据")
    area = area_of(snapshot.scope, snapshot.places)
    table = quality.quality_table(evaluate(snapshot.store, framework, snapshot.evaluation.period, area, snapshot.day))
    counts = table["grade"].value_counts()
    grades = "、".join(f"{word} {counts[word]} 个" for _, word in quality.GRADE_LINES if word in counts)
    title = f"{len(table)}个县数据质量：{grades or '不评'}，表内 {int(table['findings'].sum()):,} 条对不上"
    heads = ("县", "等次", "表内得分", "对不上的条数")
    rows = [
        (str(row["place_name"]), str(row["grade"]) or "不评",
         words.MISSING_WORDS if words.is_missing(row["score"]) else f"{row['score']:.1f}", f"{int(row['findings']):,}")
        for row in table.to_dict("records")
    ]  # fmt: skip
    ours = snapshot.name(snapshot.ours) if snapshot.ours else ""
    under = f"{words.say_period(snapshot.evaluation.period)}；等次只评表内：表与表、月与月之间逐行核对"
    notes = "\n".join(f"{one.title}：{one.says}" for one in framework.measures.values())
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset({2, 3}), ours),), notes)
        for part in split_rows(rows, TABLE_ROWS)
    )


def make_entitlements(snapshot: Snapshot, picks: Mapping[str, str]) -> Sequence[Slide]:
    """不漏一项一人: every policy with how many are entitled, got it, did not, and of whom nobody can say."""
    period = snapshot.evaluation.period
    framework = entitlements.find_framework(read_frameworks()[0], period, snapshot.scope, snapshot.framework.id)
    known = [] if framework is None else periods(snapshot.store, framework)
    if framework is None or not known:
        raise UserError("还没有可以对照的政策", todo="请导入各部门的名册")
    period = max([one for one in known if one <= period] or known)
    day, policies = day_of_view(snapshot.store, period), entitlements.policies_of(framework, period)
    counts = entitlements.count_policies(snapshot.store, framework, period, snapshot.scope, "county", day)
    totals = entitlements.sum_counts(counts, "measure")
    whole = {name: int(totals[name].sum()) for name in entitlements.COUNTS}
    most = totals.loc[totals["missing"].idxmax()] if whole["missing"] else None
    worst = None if most is None else (policies[str(most["measure"])], int(most["missing"]))
    title = entitlements.words.say_answer(snapshot.area_name(), len(policies), whole, worst)
    titles = entitlements.words.TITLES
    ordered = totals.sort_values(["missing", "unknown"], ascending=False, kind="stable").to_dict("records")
    rows = [
        (policies[str(row["measure"])].title, *(f"{int(row[name]):,}" for name in titles), entitlements.words.say_share(row))
        for row in ordered
    ]  # fmt: skip
    heads = ("政策", *titles.values(), "落实率")
    under = entitlements.words.say_quiet(framework.title, period, day)
    notes = "\n".join(f"{one.title}：{one.says}" for one in policies.values())
    return number_slides(
        Slide(title, under, (Table(heads, tuple(part), frozenset(range(1, len(heads)))),), notes)
        for part in split_rows(rows, TABLE_ROWS)
    )
