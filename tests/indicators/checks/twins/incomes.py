"""Twins of the checks of the income table and of loans."""

from collections.abc import Callable
from typing import Any

from tests.indicators.checks.twins.links import END, PEOPLE, by_home, by_person, given, home_of, person_of
from tests.indicators.checks.twins.rules import Row, Tables, number, twin

PARTS = {"wage_cny": "工资性", "business_cny": "生产经营性", "property_cny": "财产性", "transfer_cny": "转移性"}


def incomes(tables: Tables, wrong: Callable[[Row], Any]) -> set[str]:
    """Households of the year's income table for which it holds."""
    return {row["household_code"] for row in tables["household_incomes"] if wrong(row)}


def against_last_year(tables: Tables, wrong: Callable[[Row, Row], Any]) -> set[str]:
    """Households in both years' tables for which it holds."""
    before = {home_of(row): row for row in tables.last_year["household_incomes"]}
    return incomes(tables, lambda row: home_of(row) in before and wrong(row, before[home_of(row)]))


def per_person(tables: Tables, wrong: Callable[[float, float], bool]) -> set[str]:
    """Households whose income a person, and that of last year where there was any, are wrong together."""

    def test(row: Row, last: Row) -> bool:
        now, then = row["income_per_person_cny"], last["income_per_person_cny"]
        return now is not None and then is not None and then > 0 and wrong(now, then)

    return against_last_year(tables, test)


@twin("c2_income_below_line")
def _(tables: Tables) -> set[str]:
    members, line = by_home(tables[PEOPLE]), tables.limits["monitoring_line_cny"]

    def wrong(row: Row) -> bool:
        is_poor = row["income_per_person_cny"] is not None and row["income_per_person_cny"] < line
        is_known = row["county_code"] in tables.has_sent(PEOPLE)
        return is_poor and is_known and not given(members.get(home_of(row), []), "monitoring_kind")

    return incomes(tables, wrong)


@twin("c2_removed_below_line")
def _(tables: Tables) -> set[str]:
    members, line = by_home(tables[PEOPLE]), tables.limits["monitoring_line_cny"]

    def wrong(row: Row) -> bool:
        is_poor = row["income_per_person_cny"] is not None and row["income_per_person_cny"] < line
        watched = [one for one in members.get(home_of(row), []) if one["monitoring_kind"] is not None]
        return is_poor and any(given(watched, "is_risk_removed"))

    return incomes(tables, wrong)


@twin("c4_policy_money_cliff")
def _(tables: Tables) -> set[str]:
    kept = 1 - tables.limits["policy_money_cliff"]
    return against_last_year(
        tables,
        lambda row, last: (
            (last["policy_money_cny"] or 0) > 0
            and row["policy_money_cny"] is not None
            and row["policy_money_cny"] < last["policy_money_cny"] * kept
        ),
    )


@twin("c9_income_fell")
def _(tables: Tables) -> set[str]:
    return per_person(tables, lambda now, then: now < then * (1 + tables.limits["income_growth_least"]))


@twin("c9_income_fell_far")
def _(tables: Tables) -> set[str]:
    return per_person(tables, lambda now, then: now < then * (1 - tables.limits["income_fall"]))


@twin("c9_growth_slowed")
def _(tables: Tables) -> set[str]:
    long_before = {home_of(row): row["income_per_person_cny"] for row in tables.before_last["household_incomes"]}

    def wrong(row: Row, last: Row) -> bool:
        then, earlier = last["income_per_person_cny"] or 0, long_before.get(home_of(row)) or 0
        now = row["income_per_person_cny"]
        if now is None or then <= 0 or earlier <= 0 or now < then:
            return False
        return bool(now / then - 1 < then / earlier - 1 - tables.limits["growth_fall"])

    return against_last_year(tables, wrong)


@twin("c9_income_jumped")
def _(tables: Tables) -> set[str]:
    return per_person(tables, lambda now, then: now > then * (1 + tables.limits["income_jump"]))


def main_part(row: Row) -> str:
    """The column of the largest part, '' when none is above nought or one is not told."""
    if any(row[name] is None for name in PARTS):
        return ""
    most = max(row[name] for name in PARTS)
    return next(name for name in PARTS if row[name] == most) if most > 0 else ""


def share_of(row: Row, name: str) -> float | None:
    gross = sum(row[part] or 0 for part in PARTS)
    return (row[name] or 0) / gross if gross else None


@twin("c9_structure_turned")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row, last: Row) -> bool:
        now, then = main_part(row), main_part(last)
        if not now or not then or now == then:
            return False
        before, after = share_of(last, then), share_of(row, then)
        return before is not None and after is not None and before - after >= tables.limits["income_structure_shift"]

    return against_last_year(tables, wrong)


@twin("c9_parts_do_not_add_up")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        if row["net_income_cny"] is None:
            return False
        parts = sum(row[name] or 0 for name in PARTS) - (row["production_cost_cny"] or 0)
        is_told = all(row[name] is not None for name in (*PARTS, "production_cost_cny"))
        return is_told and abs(parts - row["net_income_cny"]) > tables.limits["income_tolerance_cny"]

    return incomes(tables, wrong)


@twin("c9_per_person_wrong")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        net, persons, each = row["net_income_cny"], row["persons"], row["income_per_person_cny"]
        if net is None or each is None or not (persons or 0) > 0:
            return False
        return abs(net / persons - each) > tables.limits["income_tolerance_cny"]

    return incomes(tables, wrong)


@twin("t_income_round")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        unit = tables.limits["income_round_cny"]
        return (row["net_income_cny"] or 0) > 0 and all(
            row[name] is not None and row[name] % unit == 0 for name in PARTS
        )

    return incomes(tables, wrong)


@twin("t_income_copied")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row, last: Row) -> bool:
        is_same = all(row[name] is not None and row[name] == last[name] for name in PARTS)
        return (row["net_income_cny"] or 0) > 0 and row["net_income_cny"] == last["net_income_cny"] and is_same

    return against_last_year(tables, wrong)


@twin("t_income_same_vector")
def _(tables: Tables) -> set[str]:
    groups: dict[tuple[Any, ...], list[str]] = {}
    for row in tables["household_incomes"]:
        known = [row[name] for name in ("wage_cny", "business_cny", "transfer_cny", "net_income_cny")]
        if None not in known:
            rest = (row["property_cny"] or 0, row["production_cost_cny"] or 0)
            groups.setdefault((row["place_code"], *known, *rest), []).append(row["household_code"])
    return {code for codes in groups.values() if len(codes) >= tables.limits["same_incomes"] for code in codes}


# --- small loans


def loans(tables: Tables, wrong: Callable[[Row], Any]) -> set[str]:
    return {row["loan_code"] for row in tables["microcredit"] if wrong(row)}


def is_lent(row: Row) -> bool:
    return row["lent_on"] is not None and row["lent_on"] <= END


@twin("c4_credit_not_given")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        applied = row["applied_on"]
        if not (row["wanted_cny"] or 0) > 0 or row["refused_reason"] is not None or applied is None or applied > END:
            return False
        if row["lent_on"] is None and (row["loan_cny"] or 0) > 0:
            return False
        return ((row["lent_on"] or END) - applied).days > tables.limits["credit_decide_days"]

    return loans(tables, wrong)


@twin("c4_credit_over_most")
def _(tables: Tables) -> set[str]:
    return loans(tables, lambda row: (row["loan_cny"] or 0) > tables.limits["credit_most_cny"])


@twin("c4_credit_too_long")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        lent, due = row["lent_on"], row["due_on"]
        if lent is None or due is None:
            return False
        return (due.year - lent.year) * 12 + due.month - lent.month > tables.limits["credit_years"] * 12

    return loans(tables, wrong)


@twin("c4_credit_age")
def _(tables: Tables) -> set[str]:
    def wrong(row: Row) -> bool:
        if row["lent_on"] is None:
            return False
        born = number(f"{row['id_number'][6:10]}-{row['id_number'][10:12]}") or 0
        age = (row["lent_on"].year * 12 + row["lent_on"].month - born) // 12
        return not tables.limits["credit_age_least"] <= age <= tables.limits["credit_age_most"]

    return loans(tables, wrong)


@twin("c4_credit_overdue")
def _(tables: Tables) -> set[str]:
    return loans(tables, lambda row: is_lent(row) and row["is_overdue"])


@twin("c4_credit_not_registered")
def _(tables: Tables) -> set[str]:
    known, sent = by_person(tables, PEOPLE), tables.has_sent(PEOPLE)
    return loans(tables, lambda row: is_lent(row) and row["county_code"] in sent and person_of(row) not in known)
