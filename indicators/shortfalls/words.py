"""The sentences of the shortfall lists, made from their figures."""

from collections.abc import Mapping
from functools import reduce

import pandas as pd
from sqlglot import exp

from core import words
from indicators.declared import Measure, column_views, say_expression, split_conditions
from indicators.evaluation import LEAST_LOSS
from indicators.shortfalls.lists import (
    LEVEL_WORDS,
    ShortfallList,
    base_tables,
    has_short_rows,
    row_counter,
    row_unit,
    sum_gap,
    sum_lost,
)
from store import read_tables

ALL_MET = "全部达标"
NOT_SURE = "已判明的都达标，还有说不清的"
"""Where some rows, or places below, do not say: nothing found is then no all-clear."""
NONE_NAMED = "没有单独一条未达标"
"""Where the figure as a whole loses marks and no single row of the register falls short."""


def say_measures(place: str, measures: pd.DataFrame, places: int, noun: str = "县", unknown: int = 0) -> str:
    """`凤凰县有33项指标失分，合计失 18.48 分；失分最多的是…（−3.33 分）`; over several places with how many they are.

    `unknown` measures have no data, or some that does not say: without any shortfall that is no all-clear.
    """
    if measures.empty and unknown:
        return f"{place}已判明的都达标，{unknown}项指标没有数据或有说不清的"
    if measures.empty:
        return f"{place}{ALL_MET}，没有短板"
    costing = measures[measures["lost"] > LEAST_LOSS]
    who = f"{place}{places}个{noun}" if places > 1 else place
    if costing.empty:
        return f"{who}没有失分，{len(measures)}项指标还有未达标的记录"
    top = costing.iloc[0]
    total = words.say_value(sum_lost(costing), "points")
    first = f"{top['title']}（−{words.say_value(top['lost'], 'points')}）"
    return f"{who}有{len(costing)}项指标失分，合计失 {total}；失分最多的是{first}"


def say_totals(measures: pd.DataFrame) -> str:
    """`共 38 项：33 项失分，5 项不失分但有未达标记录`."""
    costing = int((measures["lost"] > LEAST_LOSS).sum())
    rest = len(measures) - costing
    return f"共 {len(measures)} 项：{costing} 项失分" + (f"，{rest} 项不失分但有未达标记录" if rest else "")


def say_list(
    measure: Measure,
    place: str,
    listed: ShortfallList,
    lost: float,
    what: str,
    *,
    unknown: str = "",
    is_known: bool = True,
) -> str:
    """`凤凰县产业项目资金占比：31 个项目未达标，失 3.33 分`; where no row falls short, who loses marks.

    `what` then says how many places lose marks, or the one place's value: `2 个县失分`, `5.00%`. `unknown` stands beside
    it; with `is_known` false nothing found is no all-clear.
    """
    said = _say_list(measure, place, listed, lost, what, is_known)
    return f"{said}（{unknown}）" if unknown else said


def _say_list(measure: Measure, place: str, listed: ShortfallList, lost: float, what: str, is_known: bool) -> str:
    marks = f"，失 {words.say_value(lost, 'points')}" if lost > LEAST_LOSS else ""
    if not has_short_rows(measure):
        return f"{place}{measure.title}：" + (f"{what}{marks}" if marks else "没有失分" if is_known else NOT_SURE)
    if not listed.total and marks:
        return f"{place}{measure.title}：{what}{marks}，{NONE_NAMED}"
    if not listed.total:
        return f"{place}{measure.title}{ALL_MET}" if is_known else f"{place}{measure.title}：{NOT_SURE}"
    return f"{place}{measure.title}：{listed.total:,} {row_counter(measure)}未达标{say_gap(measure, listed)}{marks}"


def say_unclear_list(measure: Measure, place: str, listed: ShortfallList) -> str:
    """`永顺县雨露计划：4 人说不清，缺数据`."""
    if not listed.total:
        return f"{place}{measure.title}：没有说不清的"
    return f"{place}{measure.title}：{listed.total:,} {row_counter(measure)}说不清，缺数据"


def say_none_named(measure: Measure, unclear: int) -> str:
    """Why marks are lost though no row falls short: by `unclear` rows nobody can judge, or the place has fewer than last year; and
    which table would say by whom."""
    if unclear:
        counted = f"{unclear:,} {row_counter(measure)}"
        return f"能判断的都达标，失分来自说不清的 {counted}：补上缺的数据才知道。"
    table = f"《{read_tables()[base_tables(measure)[0]].title}》"
    if measure.needs_last_year:
        return f"本期登记的都达标，失分是因为总数少于上年同期；少了谁，要导入上年同期的{table}才能对出名单。"
    return f"登记的都达标，失分来自填报数；对不上的，见“数据质量”里填报与登记的核对，登记来自{table}。"


def say_summed_only(measure: Measure) -> str:
    """Why no row of a list is said to fall short: `失分看各行合计…`; '' where rows fall short one by one."""
    if not measure.is_scored or has_short_rows(measure):
        return ""
    return f"失分看下列各行的合计，没有哪一{row_counter(measure)}单独算未达标；这里列出失分的地方参与计算的全部数据行。"


def say_unknown(places: pd.DataFrame) -> str:
    """What is not known, of rows of `list_places`: of one place what, of several place by place; '' where all is known."""
    named = places[places["beside"] != ""]
    if len(places) == 1:
        return "".join(named["beside"])
    return "；".join(f"{name}：{said}" for name, said in zip(named["place_name"], named["beside"], strict=True))


def say_subjects(counts: Mapping[str, int]) -> str:
    """`63 个项目 · 120 户 · 12 人` of counter → how many."""
    return " · ".join(f"{count:,} {counter}" for counter, count in counts.items() if count)


def say_gap(measure: Measure, listed: ShortfallList) -> str:
    """`，共差 321 户` over the whole list; '' when only part of it was read or there is no such pair of columns."""
    gap = sum_gap(measure, listed.rows) if len(listed.rows) == listed.total else None
    if gap is None:
        return ""
    target, amount = gap
    if column_views(measure.table)[target].kind == "money":
        return f"，预算还剩 {words.say_value(amount, 'cny')}没有支出"
    return f"，共差 {words.say_number(round(amount, 2))} {row_unit(listed.rows)}".rstrip()


def say_adds_up(listed: ShortfallList, at: str, losing: int | None = None) -> str:
    """`共 37 条，来自 3 个乡镇`; rows that name no place below are counted apart, so that the counts add up.

    `losing` counties lose marks, which need not be those that have rows: `来自 8 个县，其中 5 个失分`.
    """
    said = f"共 {listed.total:,} 条"
    if listed.counts.empty or not listed.level:
        return said
    is_own = listed.counts["place_code"] == at
    places, own = int((~is_own).sum()), int(listed.counts.loc[is_own, "rows_short"].sum())
    word = LEVEL_WORDS[listed.level]
    if not own:
        is_said = losing is not None and listed.level == "county" and losing != places
        return f"{said}，来自 {places:,} {word}" + (f"，其中 {losing} 个失分" if is_said else "")
    below = f"来自 {places:,} {word}（{listed.total - own:,} 条）和" if places else ""
    return f"{said}，{below}本级（{own:,} 条）"


def say_definition(measure: Measure) -> str:
    """The declared sentence of a measure; without one its rule."""
    return measure.says or say_rule(measure)


def say_rule(measure: Measure) -> str:
    """What is looked at and what counts as met: `只看：计划完工日期 ≤ 查看日；达标：已完工为“是”`.

    A condition that reckons with parts of a text is left to the declared sentence.
    """
    said = []
    if conditions := [one for one in split_conditions(measure.population) if not one.find(exp.Substring)]:
        only = reduce(lambda one, more: exp.And(this=one, expression=more), conditions)
        said.append(f"只看：{say_expression(only, measure.table)}")
    if measure.met is not None:
        said.append(f"达标：{say_expression(measure.met, measure.table)}")
    elif measure.numerator is not None:
        parts = [
            say_expression(tree, measure.table) for tree in (measure.numerator, measure.denominator) if tree is not None
        ]
        said.append(f"计算：{' ÷ '.join(parts)}{'，与上年同期比' if measure.is_growth else ''}")
    return "；".join(said)
