"""Faults in the income table and in loans: incomes that fell, jumped, were copied or do not add up; credit given wrongly."""

from collections.abc import Sequence
from datetime import date

from demo.faults.departments_persons import strangers_number
from demo.faults.lines import Change, cells, key_in, of_home, plant_homes, plant_rows
from demo.faults.picks import first, is_lifted, is_removed, row_in
from demo.faults.planting import Found, plant
from demo.households.home import LAST_YEAR, YEAR, YEAR_BEFORE_LAST, Home, Row, household_key
from demo.households.money import PARTS, net_income
from demo.households.people import age_of

AMOUNTS = (*PARTS, "production_cost_cny")
POOR_CNY = 4_321
ENOUGH_CNY = 7_900


def _year_row(home: Home, year: str = YEAR) -> Row:
    """The home's row of the income table of a year."""
    return next(row for row in home.table("household_incomes") if row["period"] == year)


def _last_row(home: Home) -> Row:
    return _year_row(home, LAST_YEAR)


def _row_before_last(home: Home) -> Row:
    return _year_row(home, YEAR_BEFORE_LAST)


def _forget_before_last(home: Home) -> None:
    """Nothing is known of how fast the home's income grew last year."""
    home.table("household_incomes").remove(_row_before_last(home))


def _scale(row: Row, factor: float) -> None:
    """Every part so many times as much; the sums follow."""
    for name in AMOUNTS:
        row[name] = round(row[name] * factor)
    _add_up(row)


def _add_up(row: Row) -> None:
    """Make the net income and the income a person what the parts say."""
    row["net_income_cny"] = net_income(row)
    row["income_per_person_cny"] = round(row["net_income_cny"] / row["persons"], 2)


def _make_poor(home: Home) -> None:
    """Both years below the monitoring line, this one a little above the last."""
    factor = POOR_CNY / _year_row(home)["income_per_person_cny"]
    for row in home.table("household_incomes"):
        _scale(row, factor)
        row["policy_money_cny"] = round(row["policy_money_cny"] * factor)


def _lose_policy_money(home: Home, row: Row) -> None:
    row["policy_money_cny"] = round(_last_row(home)["policy_money_cny"] * 0.23)


def _scaled(factor: float) -> Change:
    return lambda home, row: _scale(row, factor)


def _lives_on_wages(home: Home) -> bool:
    row = _year_row(home)
    return is_lifted(home) and row["wage_cny"] > 3 * max(row["transfer_cny"], row["business_cny"])


def _copy_year(home: Home, row: Row) -> None:
    row.update({name: _year_row(home)[name] for name in AMOUNTS})
    _add_up(row)
    _forget_before_last(home)


def _round_parts(home: Home, row: Row) -> None:
    """Every part up to the next thousand."""
    for name in PARTS:
        row[name] = -(-row[name] // 1000) * 1000
    _add_up(row)


plant_homes(
    ("c2_income_below_line", 5, is_lifted, _make_poor),
    ("c2_removed_below_line", 4, is_removed, _make_poor),
)
plant_rows(
    of_home,
    ("c4_policy_money_cliff", 4, is_lifted, _year_row, _lose_policy_money),
    ("c9_income_fell", 5, is_lifted, _last_row, _scaled(1.2)),
    ("c9_income_fell_far", 4, is_lifted, _last_row, _scaled(1.9), "c9_income_fell"),
    ("c9_income_jumped", 4, is_lifted, _last_row, _scaled(0.37)),
    ("c9_growth_slowed", 5, is_lifted, _row_before_last, _scaled(0.7)),
    ("c9_structure_turned", 4, _lives_on_wages, _year_row,
     cells(wage_cny=lambda row: row["transfer_cny"], transfer_cny=lambda row: row["wage_cny"])),
    ("c9_parts_do_not_add_up", 4, is_lifted, _year_row, cells(wage_cny=lambda row: row["wage_cny"] + 613)),
    ("c9_per_person_wrong", 4, is_lifted, _year_row,
     cells(income_per_person_cny=lambda row: row["income_per_person_cny"] + 318)),
    ("t_income_copied", 5, is_lifted, _last_row, _copy_year),
    ("t_income_round", 4, is_lifted, _year_row, _round_parts),
)  # fmt: skip


@plant(
    "t_income_same_vector", 3, subject="group", size=3, wants=lambda home: is_lifted(home) and len(home.members) <= 4
)
def _(homes: Sequence[Home]) -> Found:
    """Both years of the home that earns most are filled in for the others too, made enough for the largest."""
    model = max(homes, key=lambda home: float(_year_row(home)["net_income_cny"]))
    least = ENOUGH_CNY * max(len(home.members) for home in homes)
    factor = max(1.0, least / _year_row(model)["net_income_cny"])
    for read in (_year_row, _last_row):
        _scale(read(model), factor)
        for home in homes:
            read(home).update({name: read(model)[name] for name in (*AMOUNTS, "policy_money_cny")})
            _add_up(read(home))
    for home in homes:
        _forget_before_last(home)
    return [("t_income_same_vector", household_key(home)) for home in homes]


# --- small loans


def _elder(home: Home) -> Row | None:
    """Somebody too old to borrow."""
    return first(home, lambda member: age_of(member) >= 68)


def _lend_to_elder(home: Home, elder: Row) -> list[Row]:
    loan = home.add(
        "microcredit",
        elder,
        loan_code=f"XD{home.code}",
        wanted_cny=20_000,
        loan_cny=20_000,
        applied_on=date(2021, 5, 6),
        lent_on=date(2021, 5, 20),
        due_on=date(2022, 5, 20),
        purpose="养殖",
        is_overdue=False,
    )
    return [loan]


def _lend_to_stranger(home: Home, loan: Row) -> None:
    loan["id_number"] = strangers_number(home, 1983)


def _years_later(loan: Row) -> date:
    return date(loan["lent_on"].year + 5, loan["lent_on"].month, 1)


_loan = row_in("microcredit")
_NOTHING_LENT = dict.fromkeys(("loan_cny", "lent_on", "due_on", "is_overdue"))

plant_rows(
    key_in("microcredit"),
    ("c4_credit_not_given", 3, is_lifted, _loan, cells(applied_on=date(2021, 6, 8), **_NOTHING_LENT)),
    ("c4_credit_over_most", 3, is_lifted, _loan, cells(loan_cny=80_000)),
    ("c4_credit_too_long", 3, is_lifted, _loan, cells(due_on=_years_later)),
    ("c4_credit_age", 3, is_lifted, _elder, _lend_to_elder),
    ("c4_credit_overdue", 3, is_lifted, _loan, cells(is_overdue=True, due_on=date(2021, 11, 2))),
    ("c4_credit_not_registered", 2, is_lifted, _loan, _lend_to_stranger),
)
