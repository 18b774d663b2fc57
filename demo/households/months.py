"""Which rows the demonstration has of a month: the present one everywhere, the last one in two counties.

Last month is this month without some of its faults and with some that have been mended since.
"""

from collections.abc import Iterator

from demo.households.home import LAST_MONTH, MONTH_TABLES, PERIOD, TWO_MONTH_COUNTIES, HouseholdWorld, Row


def rows_of_month(world: HouseholdWorld, table: str, month: str) -> Iterator[tuple[str, Row]]:
    """(place code, row) of a table's rows of the present or the last month."""
    if table == "village_facts":
        yield from world.villages.items() if month == PERIOD else ()
    elif month == PERIOD:
        yield from ((place, row) for place, row in world.all_rows(table) if row.get("period", PERIOD) == PERIOD)
    elif month == LAST_MONTH:
        yield from _last_month(world, table)


def _last_month(world: HouseholdWorld, table: str) -> Iterator[tuple[str, Row]]:
    """Rows that say they are last month's; in the two counties also those of every home as it was then."""
    for home in world.homes:
        rows = home.rows.get(table, ())
        own = [row for row in rows if row.get("period") == LAST_MONTH]
        yield from ((home.place_code, row) for row in own)
        if home.county_code not in TWO_MONTH_COUNTIES or table not in MONTH_TABLES:
            continue
        persons = {row["id_number"] for row in own}
        persons |= {row["id_number"] for row in home.members if row["birth_month"] == PERIOD}
        for row in world.last_month.get(home.code, home.rows).get(table, ()):
            if "period" not in row and row["id_number"] not in persons:
                yield home.place_code, row
