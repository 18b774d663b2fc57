"""Where an office stands with its tables: which there are, from whom, what each unlocks, what is there and what comes next."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.places import level_of
from indicators.books import book_for, nearest_book
from indicators.declared import CHECKS, Framework, Measure, read_framework, read_frameworks, views
from indicators.evaluation import reach
from indicators.figures.quality import states_of
from store import Store, Table, read_tables

FIRST: Final = "places"
"""Without the list of places no other table finds its rows a place."""
BY_DEFAULT: Final = {
    "check_limits", "monitoring_thresholds", "schedule_nodes", "milestones", "reference_values", "not_applicable", "exemptions",
    "finding_reviews", "grades",
}  # fmt: skip
"""Tables without which the built-in lines and days hold, or nothing is left out."""
SHOWN_ON: Final[Mapping[str, tuple[str, ...]]] = {
    "资金进度": ("fund_projects", "fund_payments", "fund_allocations", "schedule_nodes"),
    "户档案": ("monitored_persons", "rural_households", "household_incomes", "visits", "helpers"),
    "历年位次": ("yearly_standings",),
    "数字走势": ("indicator_values",),
    "地图": ("places",),
    "东西部协作": (
        "cooperation_agreements",
        "cooperation_reports",
        "cooperation_projects",
        "cooperation_negatives",
        "cooperation_cases",
        "cooperation_audits",
    ),
}
"""Page → tables that it shows beside measures and checks."""
HAS_ALL, HAS_SOME, HAS_OLD, HAS_NONE = "齐全", "不全", "过期", "未导入"
GROUPS: Final = ("先导入", "计分", "核查", "备查", "可选")
"""Without it nothing finds its place; gives points; is asked by checks only; is shown or kept; has built-in lines instead."""
_EVERY: Final = {"month": "每月", "year": "每年", "none": "有变动时"}


@dataclass(frozen=True)
class Unlocked:
    """What a table makes possible: titles of scored measures with their points, the number of checks, titles of pages."""

    measures: tuple[str, ...]
    points: float
    checks: int
    pages: tuple[str, ...]


def list_needed(store: Store, framework: Framework, period: str) -> pd.DataFrame:
    """One row a declared table in the order in which they are best brought: table, title, department, group (先导入, 计分, 核查, 备查,
    可选), every (how often it comes), points (of the scored framework, as far as the table can give them), measures (titles),
    checks (how many), pages (titles), state (`HAS_ALL` … `HAS_NONE`), newest (period), places_missing (codes), imported_at, sender
    (who sent it last, '' unknown), waits_for (the period that comes next; '' of tables without).

    `period` is the month that is worked on; the counties of which there are any data are to send. Points of a measure that two
    tables can give stand beside both.
    """
    places = [code for code in reach.scopes_with_data(store) if level_of(code) == "county"]
    others = [one for name, one in read_frameworks()[0].items() if name not in (framework.id, CHECKS)]
    used = _uses([framework, read_framework(CHECKS), *others])
    states = states_of(store, read_tables(), period, places).set_index("table")
    rows = [
        _row(store, table, _unlocked(table.name, used, framework), states.loc[table.name], period)
        for table in read_tables().values()
    ]
    frame = pd.DataFrame(rows)
    order = [GROUPS.index(group) for group in frame["group"]]
    frame = frame.assign(order=order, less=-frame["points"], fewer=-frame["checks"])
    return (
        frame.sort_values(["order", "less", "fewer", "table"])
        .drop(columns=["order", "less", "fewer"])
        .reset_index(drop=True)
    )


def _uses(frameworks: Sequence[Framework]) -> Mapping[str, list[Measure]]:
    """Table → measures and checks that are counted from it, be it as reported or from a register."""
    found: dict[str, list[Measure]] = {}
    for framework in frameworks:
        for measure in framework.measures.values():
            for name in dict.fromkeys(_tables_of(measure)):
                found.setdefault(name, []).append(measure)
    return found


def _tables_of(measure: Measure) -> Iterator[str]:
    for form in measure.forms:
        yield from views.base_tables(form.table)


def _unlocked(name: str, used: Mapping[str, list[Measure]], framework: Framework) -> Unlocked:
    mine = used.get(name, [])
    scored = [one for one in mine if one.framework == framework.id]
    checks = [one for one in mine if one.framework == CHECKS]
    pages = ["总览", "排名", "短板清单"] if scored else []
    pages += ["疑点核查"] if checks else []
    pages += ["部门比对"] if any(one.compares == name for one in checks) else []
    pages += [page for page, tables in SHOWN_ON.items() if name in tables]
    points = sum(one.points or 0.0 for one in scored)
    return Unlocked(tuple(one.title for one in scored), points, len(checks), tuple(pages))


def _row(store: Store, table: Table, unlocked: Unlocked, state: pd.Series, period: str) -> dict[str, object]:
    entries = store.history(table.name) if state["is_imported"] else []
    return {
        "table": table.name,
        "title": table.title,
        "department": table.department,
        "group": _group(table.name, unlocked),
        "every": _EVERY[table.period],
        "points": unlocked.points,
        "measures": unlocked.measures,
        "checks": unlocked.checks,
        "pages": unlocked.pages,
        "state": _state(table, state, period),
        "newest": state["newest"],
        "places_missing": state["places_missing"],
        "imported_at": state["imported_at"],
        "sender": entries[0].sender if entries else "",
        "waits_for": _next(table, str(state["newest"]), period),
    }


def _group(name: str, unlocked: Unlocked) -> str:
    if name == FIRST:
        return GROUPS[0]
    if name in BY_DEFAULT:
        return GROUPS[4]
    return GROUPS[1] if unlocked.measures else GROUPS[2] if unlocked.checks else GROUPS[3]


def _state(table: Table, state: pd.Series, period: str) -> str:
    if not state["is_imported"]:
        return HAS_NONE
    wanted = period[:4] if table.period == "year" else period
    if table.period != "none" and state["newest"] and str(state["newest"]) < wanted:
        return HAS_OLD
    return HAS_SOME if state["places_missing"] and table.name not in BY_DEFAULT else HAS_ALL


def _next(table: Table, newest: str, period: str) -> str:
    """The period that is waited for: the one worked on where it is not there yet, else the one after the newest."""
    if table.period == "none":
        return ""
    wanted = period[:4] if table.period == "year" else period
    if not newest or newest < wanted:
        return wanted
    if table.period == "year":
        return str(int(newest) + 1)
    year, month = int(newest[:4]), int(newest[5:7])
    return f"{year + month // 12:04d}-{month % 12 + 1:02d}"


def say_needed(store: Store, period: str) -> tuple[list[dict[str, object]], list[str]]:
    """The same of the book that holds for the period, else of the nearest, as records for JSON and as lines, in the same order."""
    framework = read_framework(book_for(period) or nearest_book(period))
    frame = list_needed(store, framework, period)
    records = [
        {str(name): list(value) if isinstance(value, tuple) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]
    lines = [
        f"{row['state']}  {row['table']}  {row['title']}（{row['department'] or '各单位'}，{row['every']}）"
        + (f"  {row['points']:g} 分" if row["points"] else "")
        + (f"  {row['checks']} 条疑点规则" if row["checks"] else "")
        + (f"  到 {row['newest']}" if row["newest"] else "")
        for row in frame.to_dict("records")
    ]
    return records, lines
