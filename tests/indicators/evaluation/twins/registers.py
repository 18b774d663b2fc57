"""The twins of measures over rows of persons, villages, assets, stations and samples."""

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from typing import Any

from tests.indicators.evaluation.twins.sums import (
    Row,
    add_up,
    any_of,
    both,
    either,
    in_set,
    is_filled,
    is_refused,
    is_unread,
    months,
    newest_of,
    of_county,
    ratio_of,
    share_of,
)  # fmt: skip


def person_facts(rows: list[Row]) -> dict[str, Row]:
    if not rows:
        return {}
    early = [is_removed_early(row) for row in rows]
    unsure = early.count(None)
    return {
        "monitored_insured": share_of(
            rows, lambda r: both(is_filled(r, "monitoring_kind"), is_at_risk(r)),
            lambda r: either(r["has_resident_insurance"], r["has_employee_insurance"])
        ),
        "monitored_safe_house": share_of(
            rows,
            lambda r: both(in_set(r["relation"], ("户主",)), is_filled(r, "monitoring_kind")),
            lambda r: None if r["is_unsafe_house"] is None else not r["is_unsafe_house"],
        ),
        "removed_too_early": {
            "value": early.count(True),
            "scored_value": early.count(True) + unsure,
            "unknown": unsure,
            "judged": len(rows) - unsure,
            "state": "reported" if unsure < len(rows) else "missing",
        },
    }  # fmt: skip


def is_at_risk(row: Row) -> bool | None:
    """An empty cell is a risk not yet removed."""
    return None if is_unread(row, "is_risk_removed") else not row["is_risk_removed"]


def is_removed_early(row: Row) -> bool | None:
    removed, included = row["removed_month"], row["included_month"]
    is_dated = removed is not None and included is not None and removed >= included
    is_early = months(removed) - months(included) < 6 if is_dated else None
    return both(is_filled(row, "monitoring_kind"), both(row["is_risk_removed"], is_early))


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
            lambda r: is_filled(r, "low_income_persons", "low_income_households"),
        ),
    }


def asset_facts(tables: dict[str, list[Row]], county: str, period: str, end: date) -> dict[str, Row]:
    assets = newest_of(tables, "assets", county, period)
    if not assets:
        return {}
    business = [row for row in assets if row["kind"] in (None, "经营性资产")]

    def if_sure(row: Row, answer: bool | None) -> bool | None:
        """Of an asset that does not say of which kind it is nobody knows whether it is asked."""
        return None if answer and row["kind"] is None else answer

    return {
        "asset_in_use": share_of(
            business, lambda r: if_sure(r, True), lambda r: in_set(r["use_state"], ("正常", "低效"))
        ),
        "asset_earning": share_of(
            business, lambda r: if_sure(r, None if r["built_on"] is None else (end - r["built_on"]).days > 365),
            lambda r: None if r["income_cny"] is None else r["income_cny"] > 0
        ),
        "income_distributed": ratio_of(
            business, lambda r: if_sure(r, None if r["year_income_cny"] is None else r["year_income_cny"] > 0),
            lambda r: r["distributed_cny"], lambda r: r["year_income_cny"],
            lambda r: r["distributed_cny"] < r["year_income_cny"],
        ),
        "asset_confirmed": share_of(assets, lambda r: True, lambda r: is_filled(r, "owner")),
        "solar_output": share_of(assets, is_panel, gives_enough),
    }  # fmt: skip


def is_panel(row: Row) -> bool | None:
    return both(row["is_solar"], None if row["expected_kwh"] is None else row["expected_kwh"] > 0)


def gives_enough(row: Row) -> bool | None:
    return None if None in (row["power_kwh"], row["expected_kwh"]) else row["power_kwh"] >= 0.9 * row["expected_kwh"]


def solar_facts(rows: list[Row]) -> dict[str, Row]:
    """Net earnings of the stations: what is left after running costs."""
    if not rows:
        return {}
    share = ratio_of(
        rows,
        has_net_income,
        lambda r: add_up(r["post_wages_cny"], r["village_works_cny"]),
        net_income,
        lambda r: r["post_wages_cny"] + r["village_works_cny"] < 0.8 * (r["income_cny"] - r["costs_cny"]),
    )
    return {"solar_post_share": share}


def net_income(row: Row) -> float | None:
    return None if None in (row["income_cny"], row["costs_cny"]) else row["income_cny"] - row["costs_cny"]


def has_net_income(row: Row) -> bool | None:
    if row["income_cny"] is None or row["income_cny"] <= 0:
        return None if row["income_cny"] is None else False
    if row["costs_cny"] is None:
        return None if is_unread(row, "costs_cny") else True
    return bool(row["costs_cny"] < row["income_cny"])


def survey_facts(tables: dict[str, list[Row]], county: str, period: str, end: date) -> dict[str, Row]:
    """Shares of the households asked, each by its weight; the sample says what is thought, not the reported sums."""
    asked, drawn = (
        [row for row in of_county(tables, table, county, period[:4]) if row[day] is None or row[day] <= end]
        for table, day in (("satisfaction_sample", "asked_on"), ("third_party_sample", "checked_on"))
    )
    content = ("满意", "基本满意")

    def was_asked(row: Row) -> bool | None:
        return None if is_refused(row, "asked_on") else True

    def was_drawn(row: Row) -> bool | None:
        return None if is_refused(row, "checked_on") else True

    facts = {
        "satisfaction": weighted_share(asked, was_asked, lambda r: in_set(r["answer"], content), False),
        "knows_cadre": weighted_share(asked, was_asked, lambda r: r["knows_cadre"], False),
        "missed_inclusion": weighted_share(
            drawn, lambda r: both(was_drawn(r), r["ought_to_be_included"]), lambda r: r["is_included"], True
        ),
        "missed_screening": weighted_share(drawn, was_drawn, lambda r: r["is_screened"], True),
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
