"""What the demonstration's registers say of each work by township: the figures that townships then report.

Counted from the rows themselves, in plain Python; the program counts them again from its tables.
"""

from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Final

from demo.households.home import LAST_YEAR, LIFTED, LIFTED_MONITORED, PEOPLE, PERIOD, YEAR, Home, HouseholdWorld, Row
from demo.households.months import rows_of_month
from demo.places.world import TODAY

Done = tuple[str, float, float]
"""Place code, what was to be done, what of it was."""
Counts = Mapping[str, Mapping[str, tuple[float, float]]]
"""Item → township code → (target, done)."""
Targets = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Month → item → township code → what was to be done by its end."""
BIG_ILLNESS_CNY: Final = 20_000
TEAM_DAYS: Final = 20
INCLUSION_DAYS, MEASURES_DAYS = 15, 30
SCHOOL_AGES: Final = range(6, 15)
_MONTH_START: Final = date(TODAY.year, TODAY.month, 1)


def count_items(world: HouseholdWorld) -> Counts:
    """Every item that a register stands behind; townships without such rows are left out."""
    counts: dict[str, dict[str, tuple[float, float]]] = {}
    for item, count in _ITEMS.items():
        sums: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])
        for place, target, done in count(world):
            sums[place[:9]][0] += target
            sums[place[:9]][1] += done
        counts[item] = {place: (target, round(done, 6)) for place, (target, done) in sorted(sums.items())}
    return counts


def count_targets(world: HouseholdWorld) -> Targets:
    """What was to be done by the end of each month of the year before the newest, of the items whose registers grow by day."""
    targets: dict[str, dict[str, dict[str, float]]] = {}
    for month in range(1, TODAY.month):
        day = date(TODAY.year, month, monthrange(TODAY.year, month)[1])
        targets[f"{YEAR}-{month:02d}"] = {
            item: _by_township(world, table, begun, day) for item, (table, begun) in _BEGUN.items()
        }
        targets[f"{YEAR}-{month:02d}"]["big_illness_visit"] = _dear_by(world, day)
    return targets


def _by_township(world: HouseholdWorld, table: str, begun: Callable[[Row], date | None], day: date) -> dict[str, float]:
    """Households that have one begun by the day, or rows of a table without households."""
    found: dict[tuple[str, object], str] = {}
    for at, (place, row) in enumerate(_rows(world, table)):
        one = begun(row)
        if one is not None and one <= day:
            found.setdefault((place[:6], row.get("household_code") or at), place[:9])
    return dict(Counter(found.values()))


def _dear_by(world: HouseholdWorld, day: date) -> dict[str, float]:
    found: Counter[str] = Counter()
    for home in world.homes:
        sums: Counter[str] = Counter()
        for row in home.table("hospital_stays"):
            if row["admitted_on"] <= day:
                sums[str(row["id_number"])[:18]] += row["out_of_pocket_cny"]
        found[home.place_code[:9]] += any(amount > BIG_ILLNESS_CNY for amount in sums.values())
    return dict(found)


_BEGUN: Final[Mapping[str, tuple[str, Callable[[Row], date | None]]]] = {
    "inclusion_in_time": (
        "inclusion_register",
        lambda row: None if row.get("outcome") == "不予纳入" else row["discovered_on"],
    ),
    "measures_in_time": ("inclusion_register", lambda row: row.get("included_on")),
    "work_verified": ("work_verifications", lambda row: row["asked_on"]),
    "income_checked": ("income_reviews", lambda row: row["found_on"]),
    "safe_housing": ("house_hazards", lambda row: row["found_on"]),
    "safe_water": ("water_problems", lambda row: row["found_on"]),
    "credit_wanted": ("microcredit", lambda row: row["applied_on"] if row["wanted_cny"] > 0 else None),
    "subsidy_paid": ("household_subsidies", lambda row: row["approved_on"]),
    "petitions_closed": ("petitions", lambda row: row["received_on"]),
}
"""Item → register and the day from which a row of it is something to be done."""
_Counter = Callable[[HouseholdWorld], Iterator[Done]]


def _judge(table: str, met: Callable[[Row], object], of: Callable[[Row], object] = lambda row: True) -> _Counter:
    """Counts the rows of a table of this month (or year): those that are of it, and of these those that are as they should be."""

    def count(world: HouseholdWorld) -> Iterator[Done]:
        for place, row in _rows(world, table):
            if of(row):
                yield place, 1, bool(met(row))

    return count


def _judge_homes(
    table: str,
    met: Callable[[Row], object],
    of: Callable[[Row], object] = lambda row: True,
    enough: Callable[..., bool] = all,
) -> _Counter:
    """The same of households: one with several rows that are of it counts once, good where `enough` of them are."""

    def count(world: HouseholdWorld) -> Iterator[Done]:
        homes: dict[tuple[str, str], list[tuple[str, Row]]] = defaultdict(list)
        for place, row in _rows(world, table):
            if of(row):
                homes[place[:6], row["household_code"]].append((place, row))
        for rows in homes.values():
            yield rows[0][0], 1, enough(bool(met(row)) for _, row in rows)

    return count


def _rows(world: HouseholdWorld, table: str) -> Iterator[tuple[str, Row]]:
    for place, row in world.all_rows(table):
        if row.get("period", PERIOD) in (PERIOD, YEAR):
            yield row.get("place_code", place), row


def _count_insured(world: HouseholdWorld) -> Iterator[Done]:
    insured: dict[tuple[str, str], bool] = {}
    for place, row in _rows(world, "insured_next_year"):
        is_paid = row["insurance_kind"] == "城乡居民" and row.get("is_paid") is not False
        key = (place[:6], str(row["id_number"])[:18])
        insured[key] = row["insurance_kind"] == "城镇职工" or is_paid
    for place, member in rows_of_month(world, PEOPLE, PERIOD):
        number = str(member["id_number"] or "")[:18]
        yield member.get("place_code", place), 1, insured.get((place[:6], number), False)


def _count_pupils(world: HouseholdWorld) -> Iterator[Done]:
    rolls = {(place[:6], str(row["id_number"])[:18]): row["roll_state"] for place, row in _rows(world, "school_rolls")}
    for place, member in rows_of_month(world, PEOPLE, PERIOD):
        if not member["birth_month"] or _age_in_august(member["birth_month"]) not in SCHOOL_AGES:
            continue
        state = rolls.get((place[:6], str(member["id_number"] or "")[:18]))
        yield member.get("place_code", place), 1, state in ("在读", "送教上门")


def _age_in_august(birth_month: str) -> int:
    year, month = map(int, birth_month.split("-"))
    return TODAY.year - year - (month > 8)


def _count_dear_stays(world: HouseholdWorld) -> Iterator[Done]:
    """Households with persons whose stays of the year cost them more than the line, and whether somebody came after all of these."""
    for home in world.homes:
        visits, is_visited = [row["visited_on"] for row in home.table("visits")], []
        for number in {str(row["id_number"])[:18] for row in home.table("hospital_stays")}:
            stays = [row for row in home.table("hospital_stays") if str(row["id_number"])[:18] == number]
            if sum(row["out_of_pocket_cny"] for row in stays) > BIG_ILLNESS_CNY:
                last = max(row["admitted_on"] for row in stays)
                is_visited.append(any(day >= last for day in visits))
        if is_visited:
            yield home.place_code, 1, all(is_visited)


def _count_grids(world: HouseholdWorld) -> Iterator[Done]:
    for place, row in _rows(world, "grids"):
        screened = row.get("last_screened_on")
        yield place, row["households"], row["households"] if screened and screened >= _MONTH_START else 0


def _count_visits(world: HouseholdWorld) -> Iterator[Done]:
    for home in world.homes:
        place = min(member.get("place_code", home.place_code) for member in home.members)
        yield place, 1, bool(home.table("visits"))


def _count_replaced(world: HouseholdWorld) -> Iterator[Done]:
    for home in world.homes:
        on_duty = any(_is_on_duty(row) for row in home.table("helpers"))
        for row in home.table("helpers"):
            if not _is_on_duty(row):
                yield home.place_code, 1, on_duty


def _count_holders(world: HouseholdWorld) -> Iterator[Done]:
    """Posts, and the persons who hold one; who holds several is one person, spread over its places."""
    rows = list(_rows(world, "public_posts"))
    held = Counter(_holder(place, row) for place, row in rows if row["is_on_duty"])
    for place, row in rows:
        yield place, 1, 1 / held[_holder(place, row)] if row["is_on_duty"] else 0


def _holder(place: str, row: Row) -> tuple[str, str]:
    return place[:6], str(row["id_number"])[:18]


def _is_on_duty(row: Row) -> bool:
    return row.get("helper_state") in (None, "在岗") and (row.get("ended_on") is None or row["ended_on"] > TODAY)


def _count_low_income(world: HouseholdWorld) -> Iterator[Done]:
    """Households of the register; what was done for them no register says."""
    for home in world.homes:
        if home.table("low_income_register"):
            yield home.place_code, 1, 1


def _days(row: Row, first: str, last: str) -> float:
    return (row[last] - row[first]).days if row.get(last) else float("inf")


def _is_here(home_or_row: Row) -> bool:
    return home_or_row.get("ended_on") is None or home_or_row["ended_on"] > TODAY


_ITEMS: Final[Mapping[str, _Counter]] = {
    "insured": _count_insured,
    "school": _count_pupils,
    "safe_housing": _judge_homes("house_hazards", lambda row: row.get("done_on")),
    "safe_water": _judge_homes("water_problems", lambda row: row.get("solved_on")),
    "big_illness_visit": _count_dear_stays,
    "screening": _count_grids,
    "inclusion_in_time": _judge_homes(
        "inclusion_register",
        lambda row: _days(row, "discovered_on", "included_on") <= INCLUSION_DAYS,
        lambda row: row.get("outcome") != "不予纳入",
    ),
    "measures_in_time": _judge_homes(
        "inclusion_register",
        lambda row: _days(row, "included_on", "helped_on") <= MEASURES_DAYS,
        lambda row: row.get("included_on"),
    ),
    "grid_staff_trained": _judge("grids", lambda row: row.get("is_trained"), lambda row: row.get("staff_name")),
    "relocated_jobs": _judge("relocated_households", lambda row: row["workers"] > 0, lambda row: row["labour"] > 0),
    "site_managers": _judge("relocation_sites", lambda row: row.get("manager")),
    "helper_visits": _count_visits,
    "helpers_replaced": _count_replaced,
    "team_resident": _judge("work_teams", lambda row: row["days_in_village"] >= TEAM_DAYS, _is_here),
    "credit_wanted": _judge_homes(
        "microcredit", lambda row: row.get("lent_on"), lambda row: row["wanted_cny"] > 0, any
    ),
    "workers": _judge("migrant_work", lambda row: row["is_working"]),
    "work_verified": _judge("work_verifications", lambda row: row["is_consistent"]),
    "public_posts": _count_holders,
    "workshops": _judge("workshops", lambda row: row["run_state"] == "正常"),
    "low_income_helped": _count_low_income,
    "handbook": _judge("handbooks", lambda row: row["is_updated"]),
    "subsidy_paid": _judge_homes("household_subsidies", lambda row: (row.get("paid_cny") or 0) >= row["approved_cny"]),
    "income_checked": _judge_homes("income_reviews", lambda row: row["is_reviewed"]),
    "petitions_closed": _judge("petitions", lambda row: row.get("closed_on")),
}


def count_county(world: HouseholdWorld) -> Mapping[str, Mapping[str, float]]:
    """County code → the items of `indicator_values` that registers count, and what they are weighted by.

    Households of the sample that are content, petitions by month (`petitions/2021-07`), 脱贫户 and those among them that earn less than
    last year, their net income a person of both years, and their persons.
    """
    counties = sorted({home.county_code for home in world.homes})
    return {code: _of_county([home for home in world.homes if home.county_code == code]) for code in counties}


def _of_county(homes: list[Home]) -> dict[str, float]:
    answers = [row["answer"] for home in homes for row in home.table("satisfaction_sample")]
    letters = [row for home in homes for row in home.table("petitions")]
    lifted = [home for home in homes if home.kind in (LIFTED, LIFTED_MONITORED)]
    incomes = {year: [_income(home, year) for home in lifted] for year in (LAST_YEAR, YEAR)}
    fell = sum(
        now is not None and before is not None and now["income_per_person_cny"] < before["income_per_person_cny"]
        for before, now in zip(incomes[LAST_YEAR], incomes[YEAR], strict=True)
    )
    return {
        "surveyed_households": len(answers),
        "satisfied_households": sum(answer in ("满意", "基本满意") for answer in answers),
        **_asked_by_month(homes),
        **_by_month("petitions", letters),
        **_by_month("repeat_petitions", [row for row in letters if row["is_repeat"]]),
        "lifted_households": len(lifted),
        "income_fell_households": fell,
        "lifted_persons": sum(len(home.members) for home in lifted),
        "lifted_income_2020": _per_person(incomes[LAST_YEAR]),
        "lifted_income_2021": _per_person(incomes[YEAR]),
    }


def _asked_by_month(homes: list[Home]) -> dict[str, float]:
    """`surveyed_households/2021-07` → the households asked by the end of that month, for every month of the year."""
    asked = [f"{row['asked_on']:%Y-%m}" for home in homes for row in home.table("satisfaction_sample")]
    months = [f"{YEAR}-{month:02d}" for month in range(1, TODAY.month + 1)]
    return {f"surveyed_households/{month}": sum(one <= month for one in asked) for month in months}


def _by_month(item: str, letters: list[Row]) -> dict[str, float]:
    """`item/2021-07` → those received in that month, for every month of the year."""
    months = [f"{YEAR}-{month:02d}" for month in range(1, TODAY.month + 1)]
    return {f"{item}/{month}": sum(f"{row['received_on']:%Y-%m}" == month for row in letters) for month in months}


def _income(home: Home, year: str) -> Row | None:
    rows = [row for row in home.table("household_incomes") if row.get("period", YEAR) == year]
    return rows[0] if rows else None


def _per_person(rows: list[Row | None]) -> float:
    known = [row for row in rows if row is not None]
    return float(sum(row["net_income_cny"] for row in known) / sum(row["persons"] for row in known))
