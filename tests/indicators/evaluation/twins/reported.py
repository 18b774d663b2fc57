"""The twins of measures over what townships and counties report: tasks, totals, figures, growths."""

import operator
from collections.abc import Iterable

from tests.indicators.evaluation.twins.sums import Row, ratio, ratio_of, year_before

TOWNSHIP_ITEMS = {
    "insured_next_year": "insured", "safe_housing": "safe_housing", "safe_water": "safe_water", "school_attendance": "school",
    "big_illness_visits": "big_illness_visit", "screening_done": "screening", "inclusion_in_time": "inclusion_in_time",
    "measures_in_time": "measures_in_time", "grid_staff_trained": "grid_staff_trained", "relocated_jobs": "relocated_jobs",
    "site_managers": "site_managers", "helper_visits": "helper_visits", "helpers_replaced": "helpers_replaced",
    "team_resident": "team_resident", "credit_satisfied": "credit_wanted", "workers_target": "workers",
    "work_verified": "work_verified", "workshops_running": "workshops", "low_income_helped": "low_income_helped",
    "handbook_updated": "handbook", "subsidy_paid": "subsidy_paid", "income_checked": "income_checked",
    "petitions_closed": "petitions_closed",
}  # fmt: skip
TOWNSHIP_TOTALS = {"workers_kept": "workers", "public_posts_kept": "public_posts"}
FIGURE_RATIOS = {
    "policies_issued": ("policies_issued", "policies_due"),
    "leaders_informed": ("leaders_informed", "leaders_interviewed"),
    "meetings_held": ("meetings_held", "meetings_planned"),
    "income_fell": ("income_fell_households", "lifted_households"),
    "satisfaction": ("satisfied_households", "surveyed_households"),
}
FIGURE_TOTALS = {"model_cases": "model_cases"}
FIGURE_SUMS = {
    "returned_to_poverty": "returned_to_poverty", "repeat_petitions": "repeat_petitions", "media_problems": "media_problems",
}  # fmt: skip
"""What a month's table says of that month alone: added up since January."""
FIGURE_GROWTHS = {"lifted_income_growth": "lifted_income", "rural_income_growth": "rural_income"}


def township_facts(rows: list[Row]) -> dict[str, Row]:
    facts: dict[str, Row] = {}
    for name, item in TOWNSHIP_ITEMS.items():
        kind = [row for row in rows if row["item"] == item]
        if not kind:
            continue
        facts[name] = ratio_of(
            kind,
            lambda r: None if r["target_count"] is None else r["target_count"] > 0,
            lambda r: r["done_count"],
            lambda r: r["target_count"],
            lambda r: r["done_count"] < r["target_count"],
        )
    for name, item in TOWNSHIP_TOTALS.items():
        kind = [row for row in rows if row["item"] == item]
        known = [row["done_count"] for row in kind if row["done_count"] is not None]
        if known:
            facts[name] = {
                "value": sum(known),
                "unknown": len(kind) - len(known),
                "judged": len(known),
                "state": "reported",
            }
    return facts


def figure_facts(rows: list[Row]) -> dict[str, Row]:
    figures = {row["item"]: row["value"] for row in rows if len(row["place_code"]) == 6 and row["value"] is not None}
    facts: dict[str, Row] = {}
    for name, (top, bottom) in FIGURE_RATIOS.items():
        if top in figures and bottom in figures:
            facts[name] = ratio(figures[top], figures[bottom], None, has_rows=True)
    for name, item in FIGURE_TOTALS.items():
        if item in figures:
            facts[name] = {"value": figures[item], "state": "reported"}
    return facts


def sum_facts(tables: dict[str, list[Row]], county: str, period: str) -> dict[str, Row]:
    """What each month from January on says of itself, added up."""
    first = f"{period[:4]}-01"
    rows = [row for row in tables.get("indicator_values", []) if row["county_code"] == county]
    rows = [row for row in rows if len(row["place_code"]) == 6 and first <= row["period"] <= period]
    facts: dict[str, Row] = {}
    for name, item in FIGURE_SUMS.items():
        found = [row["value"] for row in rows if row["item"] == item and row["value"] is not None]
        unknown = int(period[5:7]) - len(found)
        if found:
            facts[name] = {"value": sum(found), "state": "reported", "unknown": unknown, "judged": len(found)}
    return facts


def growth_change(years: Iterable[list[Row]]) -> dict[str, Row]:
    """How much faster the income of lifted persons grew than the year before, in percentage points; rows of three years."""
    incomes = [next((row["value"] for row in rows if row["item"] == "lifted_income"), None) for rows in years]
    if None in incomes or min(incomes[1:]) <= 0:
        return {}
    now, last, before = incomes
    value = 100 * ((now - last) / last - (last - before) / before)
    return {"lifted_growth_change": {"value": value, "state": "reported"}}


def add_growths(now: dict[str, Row], last: dict[str, Row]) -> None:
    for name in FIGURE_GROWTHS:
        level, before = now.pop(f"_{name}", None), last.get(f"_{name}")
        if level is not None and before is not None and before > 0:
            now[name] = {"value": level / before - 1, "numerator": level, "denominator": before, "state": "reported"}


def add_townships(facts: dict[str, Row], tables: dict[str, list[Row]], county: str, period: str) -> None:
    """How many townships that should have reported a task have not; totals over those that reported last year too."""
    mine = [row for row in tables["township_progress"] if row["county_code"] == county]
    listed = {row["code"] for row in tables["places"] if len(row["code"]) == 9 and row["code"][:6] == county}
    for name, item in (TOWNSHIP_ITEMS | TOWNSHIP_TOTALS).items():
        rows = [row for row in mine if row["item"] == item]
        now = {row["place_code"]: row for row in rows if row["period"] == period}
        if not now:
            continue
        before = {row["place_code"] for row in rows if year_before(period) <= row["period"] < period}
        expected = (before & listed if listed else before) if before else listed
        fact = facts.setdefault(name, {"state": "missing"})
        fact["expected"], fact["present"] = len(expected | set(now)), len(now)
        fact["absent"] = fact["expected"] - fact["present"]
        if fact["state"] == "not_applicable" and fact["absent"]:
            fact["state"] = "missing"
        if name in TOWNSHIP_ITEMS and fact.get("scored_value") is not None:
            fact["scored_value"] *= fact["present"] / fact["expected"]
        if name in TOWNSHIP_TOTALS and fact["state"] == "reported":
            compare_alike(fact, name, now, {r["place_code"]: r for r in rows if r["period"] == year_before(period)})


def compare_alike(fact: Row, name: str, now: dict[str, Row], last: dict[str, Row]) -> None:
    """Both years over the townships that are known in both; undecided where all of them together would say otherwise."""
    whole = [row["done_count"] for row in last.values() if row["done_count"] is not None]
    both = [code for code in now if code in last]
    both = [code for code in both if None not in (now[code]["done_count"], last[code]["done_count"])]
    if not whole:
        return
    fact["last_year_value"] = sum(last[code]["done_count"] for code in both) if both else None
    if both:
        fact["scored_value"] = sum(now[code]["done_count"] for code in both)
        is_better = operator.gt if name == "workers_kept" else operator.ge
        better = is_better(fact["scored_value"], fact["last_year_value"])
        fact["is_undecided"] = better != is_better(fact["value"], sum(whole))
