"""东西部协作: what the page says first, items by place and block, next year's plan against the amount asked for. Frames in, words out."""

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

import pandas as pd

from core.places import significant
from core.words import say_value
from indicators.declared import PeriodBounds, limits, views
from indicators.evaluation import Evaluation, offered_grades
from store import Store

AREA: Final = "东西部协作"
ITEMS, PLAN, FINDINGS = "cooperation_items", "cooperation_plan", "cooperation_findings"
EXCEEDED: Final = "_exceeded"
"""The end of the ids of measures that count a block's items that are exceeded."""
PLAN_LINE, START_LINE = "cooperation_plan_cny", "cooperation_start_month"
MOST_NAMED: Final = 4


@dataclass(frozen=True)
class Plan:
    """Next year's projects: how many and how much, what is asked for, and those that begin too late or do not say when."""

    year: str
    projects: int
    amount: float
    wanted: float
    before_month: int
    late: pd.DataFrame

    def say(self) -> str:
        """`计划 78 个项目、3.21 亿元，比要求的 3.30 亿元少 850.00 万元；2 个没有安排在3月前启动`."""
        gap = self.wanted - self.amount
        than = "达到" if gap <= 0 else "低于"
        rest = "" if gap <= 0 else f"，还差 {say_value(gap, 'cny')}"
        late = (
            f"{len(self.late)} 个没有安排在{self.before_month}月前启动"
            if len(self.late)
            else f"都安排在{self.before_month}月前启动"
        )
        whole = f"计划 {self.projects} 个项目、{say_value(self.amount, 'cny')}"
        return f"{whole}，{than}要求的 {say_value(self.wanted, 'cny')}{rest}；{late}"


def read_rows(store: Store, relation: str, period: str, day: date, scope: str = "") -> pd.DataFrame:
    """The rows of a view of the period as of the day, of places inside a scope (the prefecture's departments among them)."""
    with store.connect() as connection:
        views.prepare(connection)
        rows = connection.execute(f"SELECT * FROM {views.relation_sql(relation, PeriodBounds.of(period, day))}").df()
    inside = rows["place_code"].astype(str).str.startswith(significant(scope) if scope.isdigit() else "")
    return rows[inside].reset_index(drop=True)


def read_plan(store: Store, period: str, day: date, scope: str) -> Plan:
    """The plan of the places inside a scope. What is asked for is the line that holds for the scope itself."""
    rows = read_rows(store, PLAN, period, day, scope)
    with store.connect() as connection:
        wanted, month = (limits.line_at(connection, code, period[:4], scope) for code in (PLAN_LINE, START_LINE))
    late = rows[~(rows["start_month"] < month)]
    return Plan(str(int(period[:4]) + 1), len(rows), float(rows["amount_cny"].sum()), wanted, int(month), late)


def count_items(items: pd.DataFrame, by: Sequence[str]) -> pd.DataFrame:
    """By these columns: items, exceeded, short (reported and not exceeded), and unknown (nobody reported a figure that can be held
    against the agreement)."""
    is_known, is_exceeded = items["is_exceeded"].notna(), items["is_exceeded"].eq(True).fillna(False).astype(bool)
    facts = items.assign(
        exceeded=is_exceeded.astype(int),
        short=(is_known & ~is_exceeded).astype(int),
        unknown=(~is_known).astype(int),
    )
    groups = facts.groupby(list(by), sort=False, dropna=False)
    sums = {name: (name, "sum") for name in ("exceeded", "short", "unknown")}
    return groups.agg(items=("item", "size"), **sums).reset_index()


def light_of(counts: Mapping[Hashable, Any]) -> str:
    """The light of a row of `count_items`: behind where an item is short, missing where nobody reported one."""
    return "behind" if counts["short"] else "missing" if counts["unknown"] else "normal"


def say_answer(evaluation: Evaluation, items: pd.DataFrame, ours: str) -> str:
    """How many counties exceed all of their agreement, which do not, and whose grade is capped; of one county its own items."""
    counties = items[items["county_code"].notna()]
    if ours:
        return _say_own(evaluation, counties[counties["place_code"] == ours], ours)
    counts = count_items(counties, ["place_code", "place_name"])
    behind = counts.query("short + unknown > 0").sort_values(["short", "unknown"], ascending=False)
    whole = len(counts) - len(behind)
    said = f"{len(counts)} 个县中 {whole} 个县协议指标全部超额完成"
    named = [f"{row['place_name']}{_say_lacking(row)}" for row in behind.head(MOST_NAMED).to_dict("records")]
    rest = f"等 {len(behind)} 个县" if len(behind) > MOST_NAMED else ""
    capped = [row for row in evaluation.places.to_dict("records") if offered_grades(evaluation, row["place_code"]).why]
    parts = [said, "、".join(named) + rest] if named else [said]
    parts += [f"{row['place_name']}{offered_grades(evaluation, row['place_code']).why}" for row in capped]
    return "；".join(parts)


def _say_own(evaluation: Evaluation, items: pd.DataFrame, ours: str) -> str:
    count = count_items(items, ["place_name"])
    if count.empty:
        return "没有导入这个县的协议指标"
    row = count.iloc[0]
    lacking = (
        f"还有 {row['short']} 项没有超过协议数" if row["short"] else "",
        f"{row['unknown']} 项没有报数" if row["unknown"] else "",
    )
    rest = "，" + ("，".join(filter(None, lacking)) or "全部超额")
    why = offered_grades(evaluation, ours).why
    return f"{row['place_name']} {row['items']} 项协议指标超额完成 {row['exceeded']} 项{rest}" + (
        f"；{why}" if why else ""
    )


def _say_lacking(row: Mapping[Hashable, Any]) -> str:
    """`差 2 项`, `差 2 项、1 项没有报数` or `1 项没有报数`: what nobody reported is not short."""
    short = f"差 {row['short']} 项" if row["short"] else ""
    unknown = f"{row['unknown']} 项没有报数" if row["unknown"] else ""
    return "、".join(filter(None, (short, unknown)))


def block_measures(evaluation: Evaluation) -> Mapping[str, str]:
    """Block → the measure that counts its exceeded items."""
    measures = evaluation.framework.measures.values()
    return {one.indicator: one.id for one in measures if one.id.endswith(EXCEEDED)}
