"""The plain twin of a whole evaluation: rows as dicts, loops, and each measure written again in Python from its words.

Slow and simple on purpose; it shares no code with the program but the YAML files' points and scoring parameters.
"""

import ast
import calendar
import operator
from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import chinese_calendar
import yaml

from tests.indicators.scoring import twin_scoring

Row = dict[str, Any]
AT_MOST = 0.05
"""Up to this share of unknown rows a measure is scored."""
FOLDER = Path(__file__).parents[3] / "indicators" / "definitions" / "consolidation_2021"

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


def evaluate(
    tables: dict[str, list[Row]],
    period: str,
    counties: dict[str, str],
    day: date | None = None,
    choose_source: Callable[[dict[str, Row], str], None] = lambda facts, county: None,
) -> dict[str, Any]:
    """{county: {"measures": {id: facts and score}, "score", "reported_share", "rank"}}. `counties` maps code → league, `day`
    is the day of view inside the period (None: its last); last year is looked at on the same day. `choose_source` puts a
    county's registers in the place of what it reported (`twin_registers`).
    """
    definitions = read_definitions()
    seen = day or period_end(period)
    facts = {county: county_facts(tables, county, period, seen) for county in counties}
    last = {county: county_facts(tables, county, year_before(period), same_day_before(seen)) for county in counties}
    for county in counties:
        for name, fact in facts[county].items():
            if not name.startswith("_"):
                before = last[county].get(name, {})
                fact["last_year_value"] = before.get("value") if unknown_share(before) <= AT_MOST else None
        add_growths(facts[county], last[county])
        add_townships(facts[county], tables, county, period)
        choose_source(facts[county], county)
        for fact in facts[county].values():
            settle(fact)
    present = {county for county in counties if facts[county]}
    add_averages(tables, facts, present, period)
    for row in tables.get("not_applicable", []):
        if row["period"] == period[:4] and row["place_code"] in facts:
            facts[row["place_code"]].setdefault(row["measure"], {})["state"] = "not_applicable"
    answer = {}
    for county in sorted(present):
        scored = twin_scoring.score_place(facts[county], definitions)
        answer[county] = {"facts": facts[county], **scored}
    ranks = twin_scoring.rank(
        {county: (counties[county], answer[county]["score"], answer[county]["reported_share"]) for county in answer}
    )
    for county in answer:
        answer[county]["rank"] = ranks[county]
    return answer


def unknown_share(fact: Row) -> float:
    """What cannot be judged or was not sent, of all there should be."""
    unknown = fact.get("unknown", 0) + fact.get("absent", 0)
    return unknown / (unknown + fact["judged"]) if unknown else 0.0


def settle(fact: Row) -> None:
    """Not scored where too much is unknown; otherwise from the value at worst."""
    if fact["state"] != "reported" or not fact.get("unknown", 0) + fact.get("absent", 0):
        return
    if unknown_share(fact) > AT_MOST or fact.get("is_undecided") or fact.get("scored_value", 0) is None:
        fact["state"] = "incomplete" if fact.get("absent") else "unknown"


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


def twin_names() -> set[str]:
    """The measures that this file gives a value: the keys of its dictionaries and of `facts[…]`."""
    tree = ast.parse(Path(__file__).read_text(encoding="utf-8"))
    keys = [key for node in ast.walk(tree) if isinstance(node, ast.Dict) for key in node.keys]
    keys += [node.slice for node in ast.walk(tree) if isinstance(node, ast.Subscript)]
    return {key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)}


def read_definitions() -> dict[str, dict[str, Any]]:
    """Points and scoring of every measure straight from the YAML files."""
    definitions = {}
    for path in sorted(FOLDER.glob("*/*.yaml")):
        if path.parent.name == "archive":
            continue
        raw = yaml.safe_load(path.read_text(encoding="utf-8"))
        scoring = raw.get("scoring")
        points = 0 if scoring is None or (scoring["rule"] == "veto" and "points" not in raw) else raw.get("points")
        if scoring is not None and scoring["rule"] == "bonus":
            points = scoring["max"]
        definitions[path.stem] = {
            "id": path.stem, "aspect": raw["aspect"], "indicator": raw["indicator"], "direction": raw["direction"],
            "points": points, "scoring": scoring,
        }  # fmt: skip
    return definitions


def county_facts(tables: dict[str, list[Row]], county: str, period: str, seen: date) -> dict[str, Row]:
    """Measure → value, numerator, denominator, rows_short, state of one county on the day seen; nothing at all when it has
    no rows.
    """
    facts: dict[str, Row] = {}
    facts.update(township_facts(of_county(tables, "township_progress", county, period)))
    facts.update(figure_facts(of_county(tables, "indicator_values", county, period)))
    facts.update(sum_facts(tables, county, period))
    yearly = {row["item"]: row["value"] for row in of_county(tables, "indicator_values", county, period[:4])}
    facts.update({f"_{name}": yearly[item] for name, item in FIGURE_GROWTHS.items() if yearly.get(item) is not None})
    facts.update(
        growth_change(of_county(tables, "indicator_values", county, str(int(period[:4]) - at)) for at in range(3))
    )
    facts.update(project_facts(tables, county, period, seen))
    facts.update(asset_facts(tables, county, period, seen))
    facts.update(solar_facts(newest_of(tables, "solar_stations", county, period)))
    facts.update(person_facts(newest_of(tables, "monitored_persons", county, period)))
    facts.update(home_facts(newest_of(tables, "monitored_persons", county, period), period))
    facts.update(work_facts(newest_of(tables, "migrant_work", county, period)))
    facts.update(village_facts(newest_of(tables, "village_facts", county, period)))
    facts.update(survey_facts(tables, county, period, seen))
    return facts


def survey_facts(tables: dict[str, list[Row]], county: str, period: str, end: date) -> dict[str, Row]:
    """Shares of the households asked, each by its weight; the sample says what is thought, not the reported sums."""
    asked, drawn = (
        [row for row in of_county(tables, table, county, period[:4]) if row[day] is None or row[day] <= end]
        for table, day in (("satisfaction_sample", "asked_on"), ("third_party_sample", "checked_on"))
    )
    content = ("满意", "基本满意")
    facts = {
        "satisfaction": weighted_share(asked, lambda r: True, lambda r: r["answer"] in content, False),
        "knows_cadre": weighted_share(asked, lambda r: True, lambda r: r["knows_cadre"], False),
        "missed_inclusion": weighted_share(
            drawn, lambda r: r["ought_to_be_included"], lambda r: r["is_included"], True
        ),
        "missed_screening": weighted_share(drawn, lambda r: True, lambda r: r["is_screened"], True),
    }
    return {name: fact for name, fact in facts.items() if (asked if name in ("satisfaction", "knows_cadre") else drawn)}


def weighted_share(
    rows: list[Row], population: Callable[[Row], Any], holds: Callable[[Row], bool | None], is_missed: bool
) -> Row:
    """The weights of the rows that hold (or, where what is missed counts, that do not) of all the weights."""
    weights = [row["weight"] for row in rows if row["weight"] is not None]

    def weight(row: Row) -> float | None:
        if not weights:
            return 1.0
        return None if row["weight"] is None else row["weight"] * len(weights) / sum(weights)

    def counted(row: Row) -> float | None:
        return None if holds(row) is None else (weight(row) if holds(row) != is_missed else 0.0)

    return ratio_of(rows, population, counted, weight, lambda r: not holds(r))


def newest_of(tables: dict[str, list[Row]], table: str, county: str, period: str) -> list[Row]:
    """The rows of the newest month up to the period, of the twelve that count."""
    mine = [row for row in tables.get(table, []) if row["county_code"] == county and row["period"] <= period]
    mine = [row for row in mine if months(row["period"]) > months(period) - 12]
    newest = max((row["period"] for row in mine), default=None)
    return [row for row in mine if row["period"] == newest]


def person_facts(rows: list[Row]) -> dict[str, Row]:
    if not rows:
        return {}
    monitored = [row for row in rows if row["monitoring_kind"] is not None]
    at_risk = [row for row in monitored if not row["is_risk_removed"]]
    removed = [row for row in monitored if row["is_risk_removed"] and row["removed_month"] and row["included_month"]]
    early = sum(months(row["removed_month"]) - months(row["included_month"]) < 6 for row in removed)
    unsure = [row for row in monitored if row["is_risk_removed"] is not False and row not in removed]
    return {
        "monitored_insured": share_of(
            at_risk, lambda r: True, lambda r: either(r["has_resident_insurance"], r["has_employee_insurance"])
        ),
        "monitored_safe_house": share_of(
            monitored,
            lambda r: in_set(r["relation"], ("户主",)),
            lambda r: None if r["is_unsafe_house"] is None else not r["is_unsafe_house"],
        ),
        "removed_too_early": {
            "value": early,
            "scored_value": early + len(unsure),
            "unknown": len(unsure),
            "judged": len(rows) - len(unsure),
            "state": "reported" if len(unsure) < len(rows) else "missing",
        },
    }  # fmt: skip


def home_facts(rows: list[Row], period: str) -> dict[str, Row]:
    """Households of the monitored: still at risk, with labour, included six months ago; a yes on any member's row counts."""
    homes: dict[tuple[Any, Any], list[Row]] = defaultdict(list)
    for row in rows:
        if row["monitoring_kind"] is not None:
            homes[row["place_code"], row["household_code"]].append(row)
    if not homes:
        return {}
    facts = [home_fact(members, period) for members in homes.values()]
    return {"development_help": share_of(facts, lambda r: r["is_due"], lambda r: r["helped"])}


def home_fact(members: list[Row], period: str) -> Row:
    able = any_of(in_set(row["labour_skill"], ("普通劳动力", "技能劳动力")) for row in members)
    included = min((row["included_month"] for row in members if row["included_month"]), default=None)
    is_old = None if included is None else months(period) - months(included) >= 6
    parts = (not any(row["is_risk_removed"] for row in members), able, is_old)
    is_due = False if False in parts else None if None in parts else True
    return {"is_due": is_due, "helped": any_of(row["has_development_help"] for row in members)}


def any_of(values: Iterable[bool | None]) -> bool | None:
    """Whether any is true; unknown where none is known."""
    known = [value for value in values if value is not None]
    return any(known) if known else None


def solar_facts(rows: list[Row]) -> dict[str, Row]:
    """Net earnings of the stations: what is left after running costs."""
    if not rows:
        return {}
    share = ratio_of(
        rows,
        has_net_income,
        lambda r: add_up(r["post_wages_cny"], r["village_works_cny"]),
        lambda r: None if r["costs_cny"] is None else r["income_cny"] - r["costs_cny"],
        lambda r: r["post_wages_cny"] + r["village_works_cny"] < 0.8 * (r["income_cny"] - r["costs_cny"]),
    )
    return {"solar_post_share": share}


def has_net_income(row: Row) -> bool | None:
    if row["income_cny"] is None or row["income_cny"] <= 0:
        return None if row["income_cny"] is None else False
    return row["costs_cny"] is None or row["costs_cny"] < row["income_cny"]


def add_up(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else one + other


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


def work_facts(rows: list[Row]) -> dict[str, Row]:
    if not rows:
        return {}
    paid = share_of(
        rows,
        lambda r: r["is_working"],
        lambda r: None if r["monthly_wage_cny"] is None else r["monthly_wage_cny"] >= 400,
    )
    return {"wage_plausible": paid}


def village_facts(rows: list[Row]) -> dict[str, Row]:
    if not rows:
        return {}
    return {
        "collective_income": share_of(
            rows,
            lambda r: True,
            lambda r: None if r["collective_income_cny"] is None else r["collective_income_cny"] >= 50_000,
        ),
        "village_low_income_reported": share_of(
            rows,
            lambda r: True,
            lambda r: r["low_income_persons"] is not None and r["low_income_households"] is not None,
        ),
    }


def either(one: bool | None, other: bool | None) -> bool | None:
    """What OR says of two that may be unknown."""
    return True if one or other else None if one is None or other is None else False


def of_county(tables: dict[str, list[Row]], table: str, county: str, period: str) -> list[Row]:
    return [row for row in tables.get(table, []) if row["county_code"] == county and row["period"] == period]


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
        row["final"] = row["adjusted_budget_cny"] if row["adjusted_budget_cny"] is not None else row["budget_cny"]
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
    if row["allocated_on"] is not None and row["allocated_on"] <= end:
        return work_days(row["issued_on"], row["allocated_on"])
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
            projects, lambda r: r["is_finished"] and r["finished_on"] < long_ago, lambda r: r["is_accepted_in_time"]
        ),
        "industry_accepted": share_of(
            projects,
            lambda r: r["industry"] and r["is_finished"] and r["finished_on"] < month_ago,
            lambda r: r["is_accepted"],
        ),
    }


def known_kind(row: Row) -> bool | None:
    return None if row["category"] is None else True


def both(one: bool | None, other: bool | None) -> bool | None:
    """What AND says of two that may be unknown."""
    return False if one is False or other is False else None if one is None or other is None else True


def whole_project(rows: list[Row], end: date) -> Row:
    first = min(rows, key=lambda row: row["source_row"])
    whole: Row = {"category": first["category"], "industry": first["industry"]}
    for name, take in (("planned_start_on", min), ("started_on", min), ("planned_finish_on", max)):
        days = [row[name] for row in rows if row[name] is not None]
        whole[name] = take(days) if days else None
    for name in ("finished_on", "accepted_on"):
        days = [row[name] for row in rows if row[name] is not None]
        whole[name] = max(days) if len(days) == len(rows) else None
    for flag in ("started", "finished", "accepted"):
        whole[f"is_{flag}"] = whole[f"{flag}_on"] is not None and whole[f"{flag}_on"] <= end
    planned, finished, accepted = whole["planned_finish_on"], whole["finished_on"], whole["accepted_on"]
    whole["is_on_time"] = None if planned is None else whole["is_finished"] and finished <= planned
    whole["final"] = None if any(row["final"] is None for row in rows) else sum(row["final"] for row in rows)
    whole["is_accepted_in_time"] = whole["is_accepted"] and whole["is_finished"] and (accepted - finished).days <= 90
    return whole


def asset_facts(tables: dict[str, list[Row]], county: str, period: str, end: date) -> dict[str, Row]:
    assets = newest_of(tables, "assets", county, period)
    if not assets:
        return {}
    panels = [
        row for row in assets if row["is_solar"] and (row["expected_kwh"] or 0) > 0 and row["power_kwh"] is not None
    ]
    business = [row for row in assets if row["kind"] == "经营性资产"]
    return {
        "asset_in_use": share_of(assets, lambda r: r["kind"] == "经营性资产", lambda r: in_set(r["use_state"], ("正常", "低效"))),
        "asset_earning": share_of(
            business, lambda r: None if r["built_on"] is None else (end - r["built_on"]).days > 365,
            lambda r: None if r["income_cny"] is None else r["income_cny"] > 0
        ),
        "income_distributed": ratio_of(
            business, lambda r: None if r["year_income_cny"] is None else r["year_income_cny"] > 0,
            lambda r: r["distributed_cny"], lambda r: r["year_income_cny"],
            lambda r: r["distributed_cny"] < r["year_income_cny"],
        ),
        "asset_confirmed": share_of(assets, lambda r: True, lambda r: r["owner"] is not None),
        "solar_output": share_of(panels, lambda r: True, lambda r: r["power_kwh"] >= 0.9 * r["expected_kwh"]),
    }  # fmt: skip


def add_averages(
    tables: dict[str, list[Row]], facts: dict[str, dict[str, Row]], present: set[str], period: str
) -> None:
    """The imported average of the province, else sum over sum (the mean for counts and totals) of the counties, two at least."""
    imported = {
        (row["place_code"], row["measure"]): row["value"]
        for row in tables.get("reference_values", [])
        if row["period"] == period
    }
    names = {name for county in present for name in facts[county]}
    for name in names:
        reported = [facts[county][name] for county in present if facts[county].get(name, {}).get("state") == "reported"]
        tops, bottoms = [f.get("numerator") for f in reported], [f.get("denominator") for f in reported]
        if reported and None not in tops and None not in bottoms and sum(bottoms):
            own = sum(tops) / sum(bottoms) - (1 if name in FIGURE_GROWTHS else 0)
        else:
            own = sum(f["value"] for f in reported) / len(reported) if reported else None
        own = own if len(reported) > 1 else None
        for county in present:
            if name in facts[county]:
                facts[county][name]["average"] = imported.get((f"{county[:2]}0000", name), own)
    for county in present:
        kept, growth = facts[county].get("workers_kept", {}), imported.get(("100000", "workers_kept_growth"))
        last = kept.get("last_year_value")
        kept["average"] = None if None in (last, growth) else last * (1 + growth)


def ratio(top: float, bottom: float, short: int | None, has_rows: bool) -> Row:
    if not has_rows:
        return {"state": "not_applicable"}
    if not bottom:
        return {"state": "missing"}
    return {"value": top / bottom, "numerator": top, "denominator": bottom, "rows_short": short, "state": "reported"}


def share_of(rows: list[Row], population: Callable[[Row], Any], met: Callable[[Row], bool | None]) -> Row:
    """Of the rows that can be judged. At worst what is unknown is not met; a good row that may not count is left out."""
    chosen = [row for row in rows if population(row)]
    open_rows = [row for row in rows if population(row) is None]
    known = [met(row) for row in chosen if met(row) is not None]
    held, blank = sum(bool(one) for one in known), len(chosen) - len(known)
    fact = ratio(held, len(known), sum(not one for one in known), bool(chosen) or bool(open_rows))
    harming = blank + sum(not met(row) for row in open_rows)
    worst = held / (len(known) + harming) if len(known) + harming else None
    return fact | {"unknown": blank + len(open_rows), "judged": len(known), "scored_value": worst}


def ratio_of(
    rows: list[Row],
    population: Callable[[Row], Any],
    top: Callable[[Row], float | None],
    bottom: Callable[[Row], float | None],
    short: Callable[[Row], bool],
) -> Row:
    """Sum over sum of the rows that know both; at worst nought above the line, and a row without a bottom is a usual one."""
    chosen = [row for row in rows if population(row) is not False]
    known = [row for row in chosen if population(row) and None not in (top(row), bottom(row))]
    fact = ratio(
        sum(top(row) or 0 for row in known),
        sum(bottom(row) or 0 for row in known),
        sum(map(short, known)),
        bool(chosen),
    )
    usual = sum(bottom(row) or 0 for row in known) / len(known) if known else 0
    weights = [usual if bottom(row) is None else bottom(row) for row in chosen]
    worst = sum(top(row) or 0 for row in known) / sum(weights) if sum(weights) else None
    return fact | {"unknown": len(chosen) - len(known), "judged": len(known), "scored_value": worst}


def due(row: Row, column: str, end: date) -> bool | None:
    return None if row[column] is None else row[column] <= end


def in_set(value: Any, allowed: tuple[str, ...]) -> bool | None:
    return None if value is None else value in allowed


def work_days(start: date, end: date) -> int:
    """Working days after `start` up to and including `end`; negative the other way round."""
    first, last, sign = (start, end, 1) if start <= end else (end, start, -1)
    return sign * sum(
        chinese_calendar.is_workday(first + timedelta(days=step)) for step in range(1, (last - first).days + 1)
    )


def period_end(period: str) -> date:
    year, month = int(period[:4]), int(period[5:7])
    return date(year, month, calendar.monthrange(year, month)[1])


def same_day_before(day: date) -> date:
    """The same day a year before; a month's last day stays the last."""
    if (day + timedelta(days=1)).month != day.month:
        return date(day.year - 1, day.month, calendar.monthrange(day.year - 1, day.month)[1])
    return date(day.year - 1, day.month, day.day)


def year_before(period: str) -> str:
    return f"{int(period[:4]) - 1}{period[4:]}"


def months(period: str) -> int:
    return int(period[:4]) * 12 + int(period[5:7])
