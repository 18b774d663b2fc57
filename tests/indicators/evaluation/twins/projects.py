"""The twins of measures over projects and what was paid for them."""

import calendar
from collections import defaultdict
from datetime import date, timedelta
from typing import Any

from tests.indicators.evaluation.twins.sums import (
    Row,
    both,
    due,
    has_come,
    in_set,
    is_refused,
    is_unread,
    of_county,
    ratio_of,
    share_of,
    work_days,
)  # fmt: skip


def project_facts(tables: dict[str, list[Row]], county: str, period: str, end: date) -> dict[str, Row]:
    year = period[:4]
    projects = of_county(tables, "fund_projects", county, year)
    payments = of_county(tables, "fund_payments", county, year)
    facts: dict[str, Row] = {}
    if not projects:
        return facts
    paid_by, unsure = pay_out(projects, [row for row in payments if row["paid_on"] <= end])
    share = (end.month - 1 + end.day / calendar.monthrange(end.year, end.month)[1]) / 12
    for row in projects:
        row["final"] = row["adjusted_budget_cny"]
        if row["final"] is None and not is_refused(row, "adjusted_budget_cny"):
            row["final"] = row["budget_cny"]
    for row in projects:
        key = row["project_code"], row["fund_source"]
        alike = [one for one in projects if (one["project_code"], one["fund_source"]) == key]
        is_known = payments and row["project_code"] is not None and row["project_code"] not in unsure
        row["paid"] = paid_by[key] * weigh(row, alike) if is_known else None
        row["industry"] = row["category"] == "产业发展" if row["category"] is not None else None
    known = [row for row in projects if row["paid"] is not None and row["final"] is not None]
    if known:
        spent = ratio_of(
            projects,
            lambda r: True,
            lambda r: r["paid"],
            lambda r: r["final"],
            lambda r: r["paid"] < r["final"] * share,
        )
        ahead = sum(row["paid"] - row["final"] * share for row in known)
        behind = sum(row["final"] * share for row in projects if row["paid"] is None and row["final"] is not None)
        facts["spend_rate"] = spent
        facts["spend_on_schedule"] = spent | {"value": ahead / spent["denominator"], "numerator": ahead}
        whole = spent["numerator"] / spent["scored_value"] if spent["scored_value"] else None
        facts["spend_on_schedule"]["scored_value"] = (ahead - behind) / whole if whole else None
    central = [row for row in projects if row["fund_source"] in ("中央", None)]
    if any(row["fund_source"] == "中央" and row["paid"] is not None for row in central):
        facts["central_spend_rate"] = ratio_of(
            central, lambda r: in_set(r["fund_source"], ("中央",)), lambda r: r["paid"], lambda r: r["final"],
            lambda r: r["paid"] < r["final"] * share,
        )  # fmt: skip
    facts.update(whole_project_facts(projects, end))
    days = [allocation_days(row, end) for row in projects]
    late = [one for one in days if one is not None and one is not False]
    if late:
        unknown = days.count(None)
        facts["allocation_days"] = {
            "value": sum(late) / len(late), "state": "reported", "unknown": unknown, "judged": len(late),
            "scored_value": (sum(late) + unknown * max(late)) / (len(late) + unknown),
        }  # fmt: skip
    return facts


def pay_out(projects: list[Row], payments: list[Row]) -> tuple[dict[tuple[Any, Any], float], set[Any]]:
    """What was paid by project and source, and the projects of which nobody can say for which source."""
    sources: dict[Any, set[Any]] = defaultdict(set)
    for row in projects:
        sources[row["project_code"]].add(row["fund_source"])
    paid: dict[tuple[Any, Any], float] = defaultdict(float)
    unsure = set()
    for row in payments:
        code, source = row["project_code"], row["fund_source"]
        mine = sources[code]
        if source is None and len(mine) > 1:
            unsure.add(code)
        elif source is None or source in mine:
            paid[code, source if source in mine else next(iter(mine), None)] += row["paid_cny"]
        elif None in mine:
            paid[code, None] += row["paid_cny"]
    return paid, unsure


def weigh(row: Row, alike: list[Row]) -> float:
    """The part of the money of one project and source that falls on one of its rows."""
    whole = sum(one["final"] or 0 for one in alike)
    return (row["final"] or 0) / whole if whole > 0 else 1 / len(alike)


def allocation_days(row: Row, end: date) -> int | bool | None:
    """Working days until the money was allocated; not yet allocated, those so far when they are too many, else False."""
    if row["issued_on"] is None:
        return None
    if row["allocated_on"] is not None and row["allocated_on"] < row["issued_on"]:
        return None
    if row["allocated_on"] is not None and row["allocated_on"] <= end:
        return work_days(row["issued_on"], row["allocated_on"])
    if is_unread(row, "allocated_on"):
        return None
    so_far = work_days(row["issued_on"], end) if row["issued_on"] <= end else 0
    return so_far if so_far > 25 else False


def whole_project_facts(parts: list[Row], end: date) -> dict[str, Row]:
    """Projects, each once however many sources pay for it: due, finished and accepted with the last of its parts."""
    by_project: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in parts:
        by_project[row["project_code"], row["project_name"]].append(row)
    projects = [whole_project(rows, end) for rows in by_project.values()]
    built = [row for row in projects if row["category"] != "项目管理费"]
    long_ago, month_ago = end - timedelta(days=90), end - timedelta(days=30)
    moved = [row for row in projects if row["category"] == "易地搬迁后扶"]
    return {
        "industry_share": ratio_of(
            projects,
            lambda r: True,
            lambda r: None if r["industry"] is None else r["final"] if r["industry"] else 0,
            lambda r: r["final"],
            lambda r: not r["industry"],
        )
        | {"rows_short": None},
        "projects_started": share_of(
            built, lambda r: both(known_kind(r), due(r, "planned_start_on", end)), lambda r: r["is_started"]
        ),
        "projects_finished": share_of(
            built, lambda r: both(known_kind(r), due(r, "planned_finish_on", end)), lambda r: r["is_on_time"]
        ),
        "relocation_projects_finished": share_of(
            moved, lambda r: due(r, "planned_finish_on", end), lambda r: r["is_on_time"]
        ),
        "projects_accepted": share_of(
            projects, lambda r: finished_before(r, long_ago), lambda r: r["is_accepted_in_time"]
        ),
        "industry_accepted": share_of(
            projects,
            lambda r: both(r["industry"], finished_before(r, month_ago)),
            lambda r: r["is_accepted"],
        ),
    }


def finished_before(row: Row, day: date) -> bool | None:
    return both(row["is_finished"], row["finished_on"] and row["finished_on"] < day)


def known_kind(row: Row) -> bool | None:
    return None if row["category"] is None else True


def whole_project(rows: list[Row], end: date) -> Row:
    first = min(rows, key=lambda row: (row["category"] is None, row["source_row"]))
    whole: Row = {"category": first["category"], "industry": first["industry"]}
    whole["refused_columns"] = "".join(
        row.get(name) or "" for row in rows for name in ("absent_columns", "refused_columns")
    )
    for name, take in (("planned_start_on", min), ("started_on", min), ("planned_finish_on", max)):
        days = [row[name] for row in rows if row[name] is not None]
        whole[name] = take(days) if days else None
    for name in ("finished_on", "accepted_on"):
        days = [row[name] for row in rows if row[name] is not None]
        whole[name] = max(days) if len(days) == len(rows) else None
    for flag in ("started", "finished", "accepted"):
        whole[f"is_{flag}"] = has_come(whole, f"{flag}_on", end)
    planned, finished, accepted = whole["planned_finish_on"], whole["finished_on"], whole["accepted_on"]
    whole["is_on_time"] = None if planned is None else both(whole["is_finished"], finished and finished <= planned)
    whole["final"] = None if any(row["final"] is None for row in rows) else sum(row["final"] for row in rows)
    days = (accepted - finished).days if accepted and finished else None
    whole["is_accepted_in_time"] = both(whole["is_accepted"], None if days is None or days < 0 else days <= 90)
    return whole
