"""Faults in the income table and in loans: incomes that fell, jumped, were copied or do not add up; credit given wrongly."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from demo.faults.departments_persons import is_lifted, strangers_number
from demo.faults.planting import Found, plant, plant_group
from demo.households.home import YEAR, Home, Row, household_key
from demo.households.people import age_of

PARTS = ("wage_cny", "business_cny", "property_cny", "transfer_cny", "production_cost_cny")
POOR_CNY = 4_321
ENOUGH_CNY = 7_900


def year_row(home: Home, year: str = YEAR) -> Row:
    """The home's row of the income table of a year."""
    return next(row for row in home.table("household_incomes") if row["period"] == year)


def last_row(home: Home) -> Row:
    """The row of the year before."""
    return year_row(home, str(int(YEAR) - 1))


def scale(row: Row, factor: float) -> None:
    """Every part so many times as much; the sums follow."""
    for name in PARTS:
        row[name] = round(row[name] * factor)
    add_up(row)


def add_up(row: Row) -> None:
    """Make the net income and the income a person what the parts say."""
    row["net_income_cny"] = sum(row[name] for name in PARTS[:4]) - row["production_cost_cny"]
    row["income_per_person_cny"] = round(row["net_income_cny"] / row["persons"], 2)


def _make_poor(home: Home) -> None:
    """Both years below the monitoring line, this one a little above the last."""
    factor = POOR_CNY / year_row(home)["income_per_person_cny"]
    for row in home.table("household_incomes"):
        scale(row, factor)
        row["policy_money_cny"] = round(row["policy_money_cny"] * factor)


@plant("c2_income_below_line", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    _make_poor(home)
    return [("c2_income_below_line", household_key(home))]


@plant("c2_removed_below_line", homes=4, wants=lambda home: home.is_monitored and not home.is_active)
def _(home: Home) -> Found:
    _make_poor(home)
    return [("c2_removed_below_line", household_key(home))]


@plant("c4_policy_money_cliff", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    year_row(home)["policy_money_cny"] = round(last_row(home)["policy_money_cny"] * 0.23)
    return [("c4_policy_money_cliff", household_key(home))]


@plant("c9_income_fell", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    scale(last_row(home), 1.2)
    return [("c9_income_fell", household_key(home))]


@plant("c9_income_fell_far", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    scale(last_row(home), 1.9)
    return [(check, household_key(home)) for check in ("c9_income_fell", "c9_income_fell_far")]


@plant("c9_income_jumped", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    scale(last_row(home), 0.37)
    return [("c9_income_jumped", household_key(home))]


def _lives_on_wages(home: Home) -> bool:
    row = year_row(home)
    return is_lifted(home) and row["wage_cny"] > 3 * max(row["transfer_cny"], row["business_cny"])


@plant("c9_structure_turned", homes=4, wants=_lives_on_wages)
def _(home: Home) -> Found:
    row = year_row(home)
    row["wage_cny"], row["transfer_cny"] = row["transfer_cny"], row["wage_cny"]
    return [("c9_structure_turned", household_key(home))]


@plant("c9_parts_do_not_add_up", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    year_row(home)["wage_cny"] += 613
    return [("c9_parts_do_not_add_up", household_key(home))]


@plant("c9_per_person_wrong", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    year_row(home)["income_per_person_cny"] += 318
    return [("c9_per_person_wrong", household_key(home))]


@plant("t_income_copied", homes=5, wants=is_lifted)
def _(home: Home) -> Found:
    last_row(home).update({name: year_row(home)[name] for name in PARTS})
    add_up(last_row(home))
    return [("t_income_copied", household_key(home))]


@plant("t_income_round", homes=4, wants=is_lifted)
def _(home: Home) -> Found:
    """Every part up to the next thousand."""
    row = year_row(home)
    for name in PARTS[:4]:
        row[name] = -(-row[name] // 1000) * 1000
    add_up(row)
    return [("t_income_round", household_key(home))]


@plant_group("t_income_same_vector", groups=3, size=3, wants=lambda home: is_lifted(home) and len(home.members) <= 4)
def _(homes: Sequence[Home]) -> Found:
    """Both years of the home that earns most are filled in for the others too, made enough for the largest."""
    model = max(homes, key=lambda home: float(year_row(home)["net_income_cny"]))
    least = ENOUGH_CNY * max(len(home.members) for home in homes)
    factor = max(1.0, least / year_row(model)["net_income_cny"])
    for read in (year_row, last_row):
        scale(read(model), factor)
        for home in homes:
            read(home).update({name: read(model)[name] for name in (*PARTS, "policy_money_cny")})
            add_up(read(home))
    return [("t_income_same_vector", household_key(home)) for home in homes]


# --- small loans


def _has_loan(home: Home) -> bool:
    return is_lifted(home) and bool(home.table("microcredit"))


def _loan(home: Home, check: str, **change: object) -> Found:
    row = home.table("microcredit")[0]
    row.update(change)
    return [(check, row["loan_code"])]


@plant("c4_credit_not_given", homes=3, wants=_has_loan)
def _(home: Home) -> Found:
    return _loan(
        home,
        "c4_credit_not_given",
        applied_on=date(2021, 6, 8),
        loan_cny=None,
        lent_on=None,
        due_on=None,
        is_overdue=None,
    )


@plant("c4_credit_over_most", homes=3, wants=_has_loan)
def _(home: Home) -> Found:
    return _loan(home, "c4_credit_over_most", loan_cny=80_000)


@plant("c4_credit_too_long", homes=3, wants=_has_loan)
def _(home: Home) -> Found:
    lent = home.table("microcredit")[0]["lent_on"]
    return _loan(home, "c4_credit_too_long", due_on=date(lent.year + 5, lent.month, 1))


@plant("c4_credit_age", homes=3, wants=lambda home: _has_loan(home) and any(age_of(one) >= 68 for one in home.members))
def _(home: Home) -> Found:
    elder = next(member for member in home.members if age_of(member) >= 68)
    return _loan(home, "c4_credit_age", id_number=elder["id_number"])


@plant("c4_credit_overdue", homes=3, wants=_has_loan)
def _(home: Home) -> Found:
    return _loan(home, "c4_credit_overdue", is_overdue=True, due_on=date(2021, 11, 2))


@plant("c4_credit_not_registered", homes=2, wants=_has_loan)
def _(home: Home) -> Found:
    return _loan(home, "c4_credit_not_registered", id_number=strangers_number(home, 1983))
