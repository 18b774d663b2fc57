"""Invented money of a household: incomes of two years whose parts add up, what the monitoring system says of them, loans.

Amounts are whole yuan with every last digit as likely as another, spread over several powers of ten, never round.
"""

import random

from demo.households.home import LAST_YEAR, LIFTED, YEAR, YEAR_BEFORE_LAST, Home, Row
from demo.places.world import COUNTIES

PARTS = ("wage_cny", "business_cny", "property_cny", "transfer_cny")
LEAST_STABLE, LEAST_ACTIVE = 7_600, 5_100
"""Least net income a person: of homes that are not (or no longer) at risk, and of those that are."""
ROUND, ALL_ROUND, LEAST = 1_000, 100, 45
"""No amount is a multiple of the first, no home's parts are all multiples of the second, no part is below the third."""


USUAL, FAST, SLOW = (0.9, 0.965), (0.88, 0.925), (0.955, 0.98)
"""How much of a year's income there was the year before: of most homes, of those in counties that do best, and the year before
that; growth of last year was never much faster than this year's."""
FAST_FROM = 0.98
"""From this level on a county's homes earn a tenth more than a year ago."""


def unrounded(amount: float) -> int:
    """The amount in whole yuan; one that happens to be round moves on by a few."""
    whole = round(amount)
    return whole + 7 if whole % ROUND == 0 and whole else whole


def spread(dice: random.Random, middle: float, width: float, most: float) -> int:
    """An amount around `middle`, lognormal; with a width above 1 the first digits follow Benford's law."""
    amount = 0.0
    while amount < LEAST:
        amount = min(most * (0.6 + 0.4 * dice.random()), middle * dice.lognormvariate(0, width))
    return unrounded(amount)


def invent_incomes(dice: random.Random, home: Home) -> None:
    """The three rows of household_incomes, oldest first, and the income cells of the monitoring system."""
    this_year = _invent_year(dice, home)
    level = next(county.level for county in COUNTIES if county.code == home.county_code)
    last_year = _year_before(dice, this_year, FAST if level >= FAST_FROM else USUAL)
    own_dice = random.Random(f"{home.seed}/{YEAR_BEFORE_LAST}/{home.code}")
    home.table("household_incomes").extend(
        [
            {**_year_before(own_dice, last_year, SLOW), "period": YEAR_BEFORE_LAST},
            {**last_year, "period": LAST_YEAR},
            {**this_year, "period": YEAR},
        ]
    )
    stays = sum(row["out_of_pocket_cny"] for row in home.table("hospital_stays"))
    if home.kind == LIFTED:
        set_income_cells(home, this_year)
        home.set_all(out_of_pocket_cny=stays)
    else:
        home.set_all(**_at_inclusion(dice, home), out_of_pocket_cny=_spent_on_illness(dice, home, stays))


def set_income_cells(home: Home, row: Row) -> None:
    """The monitoring system says of a 脱贫户 what its row of the year does."""
    home.set_all(
        income_per_person_cny=row["income_per_person_cny"],
        wage_income_cny=row["wage_cny"],
        business_income_cny=row["business_cny"] - row["production_cost_cny"],
        transfer_income_cny=row["transfer_cny"] + row["property_cny"],
    )


def _invent_year(dice: random.Random, home: Home) -> Row:
    """One year's row: wages from the rows of work, the rest drawn, raised where the home would be poor."""
    wages = sum(row["monthly_wage_cny"] * _months(row) for row in home.table("migrant_work"))
    wages += sum(row["monthly_pay_cny"] * (12 - int(row["started_month"][5:])) for row in home.table("public_posts"))
    persons = len(home.members)
    row: Row = {
        "household_code": home.code,
        "household_kind": home.head["household_kind"],
        "persons": persons,
        "wage_cny": unrounded(wages * dice.uniform(0.92, 1.04)) if wages else 0,
        "business_cny": spread(dice, 3_000, 1.25, 70_000),
        "property_cny": spread(dice, 260, 1.2, 5_000) if dice.random() < 0.6 else 0,
        "transfer_cny": spread(dice, 2_300, 1.15, 40_000),
    }
    row["production_cost_cny"] = unrounded(row["business_cny"] * dice.uniform(0.18, 0.42))
    least = (LEAST_ACTIVE if home.is_active else LEAST_STABLE) * persons
    if net_income(row) < least:
        row["wage_cny" if home.table("migrant_work") else "transfer_cny"] += unrounded(
            least * (1 + 0.7 * dice.random() ** 2) - net_income(row)
        )
    return _summed(dice, row, dice.uniform(0.3, 0.8) * row["transfer_cny"])


def _months(row: Row) -> int:
    ended = row.get("work_ended_month")
    return (int(ended[5:]) if ended else 11) - int(row["work_started_month"][5:]) + 1


def net_income(row: Row) -> int:
    """What the parts of a year's row add up to."""
    return sum(int(row[name]) for name in PARTS) - int(row["production_cost_cny"])


def _summed(dice: random.Random, row: Row, policy_money: float) -> Row:
    """The row with what follows from its parts."""
    while not any(row[name] % ALL_ROUND for name in PARTS):
        row["transfer_cny"] += 3
    net = net_income(row)
    return row | {
        "net_income_cny": net,
        "income_per_person_cny": round(net / row["persons"], 2),
        "policy_money_cny": unrounded(policy_money),
        "spending_cny": unrounded(net * dice.uniform(0.55, 0.85)),
    }


def _year_before(dice: random.Random, row: Row, tempos: tuple[float, float]) -> Row:
    """The same household a year earlier: every part a few percent lower, none the same."""
    tempo = dice.uniform(*tempos)
    before = dict(row)
    for name in (*PARTS, "production_cost_cny"):
        amount = unrounded(row[name] * tempo * dice.uniform(0.99, 1.01)) if row[name] else 0
        before[name] = min(amount, row[name] - 1) if row[name] else 0
    return _summed(dice, before, row["policy_money_cny"] * dice.uniform(0.93, 1.08))


def _at_inclusion(dice: random.Random, home: Home) -> Row:
    """What a monitored household earned in the twelve months before it was included; the parts add up."""
    persons = len(home.members)
    total = persons * dice.uniform(3_700, 7_900)
    wage = unrounded(total * dice.uniform(0.35, 0.6)) if home.workers else 0
    business = spread(dice, total * 0.12, 0.8, total * 0.3)
    transfer = unrounded(total - wage - business)
    return {
        "wage_income_cny": wage,
        "business_income_cny": business,
        "transfer_income_cny": transfer,
        "income_per_person_cny": round((wage + business + transfer) / persons, 2),
    }


def _spent_on_illness(dice: random.Random, home: Home, stays: int) -> int:
    """合规自付支出 at inclusion: something where illness is a reason."""
    return max(stays, spread(dice, 5_200, 0.9, 48_000) + 300) if "因病" in home.risks else stays
