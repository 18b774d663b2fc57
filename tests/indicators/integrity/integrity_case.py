"""Incomes of six villages, honestly drawn, that a test may spoil: seeded, two years, a telephone a household."""

import random
from collections.abc import Callable
from pathlib import Path

from store.versions import Store
from tests.indicators.small_case import write_rows

PERIOD, COUNTY, TOWN = "2021-11", "433123", "433123901"
VILLAGES = tuple(f"{TOWN}{number}" for number in range(201, 207))
HOUSEHOLDS = 130
PARTS = ("wage_cny", "business_cny", "property_cny", "transfer_cny", "production_cost_cny")
Row = dict[str, object]
Spoil = Callable[[list[Row], list[Row], list[Row]], None]


def integrity_rows(seed: int = 1) -> tuple[list[Row], list[Row], list[Row]]:
    """Incomes of 2021, of 2020, and the persons (one a household)."""
    draw = random.Random(seed)
    now: list[Row] = []
    before: list[Row] = []
    persons: list[Row] = []
    for village in VILLAGES:
        for number in range(HOUSEHOLDS):
            code = f"{village}{number:04d}"
            placed: Row = {"place_code": village, "county_code": COUNTY, "household_code": code, "persons": 1}
            last = {part: float(round(10 ** draw.uniform(2, 4.9))) for part in PARTS}
            growth = draw.uniform(1.02, 1.12)
            this = {part: float(round(value * growth)) for part, value in last.items()}
            now.append(placed | this | {"period": "2021"} | _sums(this))
            before.append(placed | last | {"period": "2020"} | _sums(last))
            phone = f"139{len(persons):08d}"
            person: Row = {"id_number": f"4331231970{len(persons):08d}", "relation": "户主", "household_phone": phone}
            persons.append(
                {"place_code": village, "county_code": COUNTY, "household_code": code, "period": PERIOD} | person
            )
    return now, before, persons


def _sums(parts: dict[str, float]) -> Row:
    net = sum(value for name, value in parts.items() if name != "production_cost_cny") - parts["production_cost_cny"]
    net = max(net, 1.0)
    return {"net_income_cny": net, "income_per_person_cny": net, "spending_cny": float(round(net * 0.7))}


def integrity_store(folder: Path, spoil: Spoil | None = None, seed: int = 1, shuffle: int | None = None) -> Store:
    """The store, its rows spoiled by `spoil(now, before, persons)` and put into another order where `shuffle` is a seed."""
    now, before, persons = integrity_rows(seed)
    if spoil is not None:
        spoil(now, before, persons)
    incomes = [*now, *before]
    if shuffle is not None:
        random.Random(shuffle).shuffle(incomes)
        random.Random(shuffle).shuffle(persons)
    store = Store(folder)
    write_rows(store, "household_incomes", incomes)
    write_rows(store, "monitored_persons", persons)
    return store


def of_village(rows: list[Row], village: str) -> list[Row]:
    """The rows of one village."""
    return [row for row in rows if row["place_code"] == village]
