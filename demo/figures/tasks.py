"""Invented monthly figures: what townships have done of each task, and what counties report item by item."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from demo.figures.misreports import places_of, plant_misreports
from demo.places.world import COUNTIES, PERIODS, SCOPE, SCOPE_NAME, County, World, seeded_generator
from store import find_table

Counts = Mapping[str, Mapping[str, tuple[float, float]]]
"""Item → township code → (target, done) as registers have them (`demo.figures.registered`)."""
Targets = Mapping[str, Mapping[str, Mapping[str, float]]]
"""Month → item → township code → target of that month as registers have it."""
LAST_YEAR = {"workers": 0.985, "public_posts": 0.99}
LAST_YEAR_OTHERS = 1.01
WEAK_LAST_YEAR = 0.3
FORM = 0.004
"""Last year's shares against this year's: fewer people in work, other tasks a little better done; of what a county is
weak in this year, this part was there already."""


@dataclass(frozen=True)
class Task:
    """How one item of township_progress behaves.

    `per`: the size its target comes from (households, persons, villages or one), `share` of it; `kind`: campaign (done
    grows from January to November and starts again), cases (target grows, a share of it is done), steady (always near
    its share); `difficulty` is taken off the county's level, `spread` is the noise between townships.
    """

    per: str
    share: float
    kind: str
    difficulty: float
    spread: float


TASKS = {
    "insured": Task("persons", 0.26, "steady", -0.012, 0.006),
    "safe_housing": Task("households", 0.02, "campaign", 0.0, 0.03),
    "safe_water": Task("households", 0.015, "campaign", -0.02, 0.02),
    "school": Task("persons", 0.11, "steady", -0.055, 0.001),
    "big_illness_visit": Task("households", 0.012, "cases", 0.02, 0.05),
    "screening": Task("households", 1.0, "campaign", -0.01, 0.015),
    "inclusion_in_time": Task("households", 0.018, "cases", 0.01, 0.03),
    "measures_in_time": Task("households", 0.022, "cases", 0.015, 0.04),
    "grid_staff_trained": Task("villages", 4.0, "campaign", 0.0, 0.03),
    "relocated_jobs": Task("households", 0.035, "steady", 0.005, 0.015),
    "site_managers": Task("one", 2.0, "steady", 0.0, 0.04),
    "helper_visits": Task("households", 0.25, "campaign", 0.01, 0.03),
    "helpers_replaced": Task("villages", 1.2, "campaign", 0.0, 0.05),
    "team_resident": Task("villages", 2.4, "steady", 0.02, 0.03),
    "credit_wanted": Task("households", 0.03, "campaign", 0.06, 0.05),
    "workers": Task("persons", 0.12, "steady", -0.035, 0.02),
    "work_verified": Task("persons", 0.11, "steady", 0.015, 0.015),
    "public_posts": Task("households", 0.03, "steady", -0.03, 0.03),
    "workshops": Task("one", 3.0, "steady", 0.06, 0.1),
    "low_income_helped": Task("households", 0.06, "campaign", 0.0, 0.03),
    "handbook": Task("households", 0.25, "campaign", 0.02, 0.04),
    "subsidy_paid": Task("households", 0.12, "campaign", 0.04, 0.05),
    "income_checked": Task("households", 0.01, "cases", 0.0, 0.06),
    "petitions_closed": Task("one", 4.0, "cases", 0.03, 0.08),
}


def share_short(county: County, item: str) -> float:
    """Of a county's rows of that work, the share that its story leaves undone by November 2021; 0 to 1."""
    done = county.level - TASKS[item].difficulty - county.weak.get(item, 0.0)
    return min(1.0, max(0.0, 1.0 - done))


GROWTH = {
    "campaign": (0.08, 0.16, 0.26, 0.36, 0.46, 0.56, 0.66, 0.75, 0.84, 0.93, 1.0, 1.005),
    "cases": (0.96, 0.965, 0.97, 0.975, 0.98, 0.98, 0.985, 0.99, 0.99, 0.995, 1.0, 1.005),
    "steady": (0.985, 0.975, 0.985, 0.99, 0.99, 0.995, 0.995, 0.995, 1.0, 1.0, 1.0, 1.003),
}
"""Share of November's share that is reached by the end of January … December."""
CASES_FOUND = (0.12, 0.2, 0.3, 0.38, 0.46, 0.54, 0.62, 0.7, 0.8, 0.9, 1.0, 1.05)
MAY_EXCEED = {"workers": 1.06, "public_posts": 1.03}
"""Items whose done figure may exceed the target, and how far it goes here."""


REGISTERED_DONE = ("low_income_helped",)
"""Items whose register has the target only; what was done is invented."""
NOTHING = (0.0, 0.0)
"""What a township without any row of a register reports."""
OWN_TARGETS = ("workers", "public_posts")
"""Items whose register has only what was done; the target is set from above."""


def invent_township_progress(world: World, counts: Counts, earlier: Targets) -> pd.DataFrame:
    """Table `township_progress`: every item × township × month; rows are left out where the county has no such task.

    November 2021 is what the registers have (`counts`), then some misreports; the months before lead up to it, with the
    targets that the registers had then (`earlier`).
    """
    items = {item.code: item for item in find_table("township_progress").items}
    parts = [
        _invent_task(world, code, task, counts[code], earlier).assign(
            item=code, item_title=items[code].title, unit=items[code].unit
        )
        for code, task in TASKS.items()
    ]
    progress = pd.concat(parts, ignore_index=True)
    order = ["place_code", "place_name", "county_code", "period", "item", "item_title", "unit"]
    progress = plant_misreports(progress[[*order, "target_count", "done_count"]], places_of(counts))
    return progress.sort_values(["period", "place_code", "item"], ignore_index=True)


def _invent_task(
    world: World, code: str, task: Task, counts: Mapping[str, tuple[float, float]], earlier: Targets
) -> pd.DataFrame:
    """One item for all townships and months: place columns, period, target_count, done_count."""
    rng = world.generator(f"township_progress/{code}")
    stories = {county.code: county for county in COUNTIES}
    is_there = [code not in stories[c].without for c in world.townships["county_code"]]
    townships = world.townships[is_there]
    counties = townships["county_code"].to_list()
    weak = np.array([stories[c].weak.get(code, 0.0) for c in counties])
    targets, newest = _newest(rng, world, townships, code, counts)
    shares = newest / np.where(targets > 0, targets, 1)
    luck = rng.random(len(townships))
    done = np.zeros(len(townships))
    parts = []
    for period in PERIODS:
        month = int(period[5:]) - 1
        form = np.array([_form(world, stories[c], period) for c in counties])
        if period[:4] == "2021":
            level = (shares + form) * GROWTH[task.kind][month]
        else:
            before = (shares + weak) * LAST_YEAR.get(code, LAST_YEAR_OTHERS) - weak * WEAK_LAST_YEAR
            level = (before + form) * GROWTH[task.kind][month]
        level = np.clip(level + rng.normal(0, task.spread / 6, len(townships)), 0, MAY_EXCEED.get(code, 1.0))
        target = np.rint(targets * CASES_FOUND[month]) if task.kind == "cases" else targets
        if code in earlier.get(period, {}):
            target = np.array([earlier[period][code].get(place, 0.0) for place in townships["code"]])
        so_far = done if task.kind == "campaign" and month else 0
        done = np.maximum(so_far, np.floor(target * level + luck))
        if period[:4] == "2021" and code not in MAY_EXCEED:
            done = np.minimum(done, newest)
        done = done if code in MAY_EXCEED else np.minimum(done, target)
        if period == PERIODS[-1]:
            target, done = targets, newest
        parts.append(_progress_rows(townships, period, target, done))
    return pd.concat(parts, ignore_index=True)


def _newest(
    rng: np.random.Generator,
    world: World,
    townships: pd.DataFrame,
    code: str,
    counts: Mapping[str, tuple[float, float]],
) -> tuple[np.ndarray, np.ndarray]:
    """November's targets and what was done, by township: both counted, or the one of them that no register has invented."""
    targets, done = (np.array([counts.get(place, NOTHING)[at] for place in townships["code"]]) for at in (0, 1))
    if code not in (*REGISTERED_DONE, *OWN_TARGETS):
        return targets, done
    stories = {county.code: county for county in COUNTIES}
    short = np.array([share_short(stories[c], code) for c in townships["county_code"]])
    shares = np.clip(1 - short + rng.normal(0, TASKS[code].spread, len(townships)), 0.5, 1.1)
    if code in OWN_TARGETS:
        return np.maximum(1, np.rint(done / shares)), done
    return targets, np.minimum(targets, np.rint(targets * shares))


@lru_cache(maxsize=1_000)
def _form_of(seed: int, county: str, setback: float, period: str) -> float:
    return float(seeded_generator(seed, f"form/{county}/{period}").normal(0, FORM)) - setback


def _form(world: World, county: County, period: str) -> float:
    """What a month's luck adds to every share of a county: small ups and downs, and the county's own setbacks."""
    return _form_of(world.seed, county.code, county.setbacks.get(period, 0.0), period)


def _progress_rows(townships: pd.DataFrame, period: str, target: np.ndarray, done: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "place_code": townships["code"].to_numpy(),
            "place_name": townships["name"].to_numpy(),
            "county_code": townships["county_code"].to_numpy(),
            "period": period,
            "target_count": target,
            "done_count": done,
        }
    )


Registered = Mapping[str, Mapping[str, float]]
"""County code → item of `indicator_values` → what its registers have (`demo.figures.registered.count_county`)."""


def invent_indicator_values(world: World, registered: Registered) -> pd.DataFrame:
    """Table `indicator_values`: monthly items of the counties, yearly items of the counties and the prefecture.

    What registers count is theirs in November 2021 and leads up to that before.
    """
    items = {item.code: item for item in find_table("indicator_values").items}
    persons = world.townships.groupby("county_code")["rural_persons"].sum()
    rows: list[tuple[str, str, str, str, float]] = []
    for county in COUNTIES:
        rows += _monthly_rows(world, county, registered[county.code])
    rows += _yearly_rows(world, {code: int(number) for code, number in persons.items()}, registered)
    values = pd.DataFrame(rows, columns=["place_code", "place_name", "period", "item", "value"])
    values = values.assign(
        county_code=[code if code != SCOPE else None for code in values["place_code"]],
        as_of=None,
        item_title=[items[code].title for code in values["item"]],
        unit=[items[code].unit for code in values["item"]],
    )
    order = ["place_code", "place_name", "county_code", "period", "as_of", "item", "item_title", "unit", "value"]
    return values[order].sort_values(["period", "place_code", "item"], ignore_index=True)


def _monthly_rows(
    world: World, county: County, registered: Mapping[str, float]
) -> Iterator[tuple[str, str, str, str, float]]:
    rng = world.generator(f"indicator_values/{county.code}")
    meetings = 0
    for period in PERIODS:
        month = int(period[5:])
        meetings = (0 if month == 1 else meetings) + int(rng.random() < county.level)
        figures = {
            **_opinion_figures(
                rng, county, int(registered["surveyed_households"]), registered.get(f"{SURVEYED}/{period}")
            ),
            **_duty_figures(rng, county, month, meetings if period != PERIODS[0] else 12),
            "lifted_households": registered["lifted_households"],
            "income_fell_households": round(registered["income_fell_households"] * (0.8 + 0.4 * rng.random())),
            "returned_to_poverty": 0,
        }
        figures |= {name: registered[name] for name in MONTHLY if period == PERIODS[-1]}
        figures |= {name: registered[f"{name}/{period}"] for name in LETTERS if f"{name}/{period}" in registered}
        for item, value in figures.items():
            yield county.code, county.name, period, item, float(value)


SURVEYED = "surveyed_households"
MONTHLY = ("surveyed_households", "satisfied_households", "lifted_households", "income_fell_households")
"""Monthly items that registers count in November 2021."""
LETTERS = ("petitions", "repeat_petitions")
"""Monthly items that registers count in every month of 2021."""


def _opinion_figures(rng: np.random.Generator, county: County, size: int, registered: float | None) -> dict[str, float]:
    """This month's telephone survey (of as many as the sample had by then, where that is known), letters and reports in the
    media."""
    surveyed = max(1, size + int(rng.integers(-20, 21)))
    surveyed = surveyed if registered is None else int(registered)
    petitions = int(rng.poisson(4 * (1 - county.satisfied) * 20))
    return {
        "surveyed_households": surveyed,
        "satisfied_households": int(rng.binomial(surveyed, county.satisfied)),
        "petitions": petitions,
        "repeat_petitions": int(rng.binomial(petitions, 0.15)),
        "media_problems": int(rng.random() < (1 - county.satisfied) * 6),
    }


def _duty_figures(rng: np.random.Generator, county: County, month: int, meetings: int) -> dict[str, int]:
    """Leaders asked, meetings and policies since January."""
    interviewed = int(rng.integers(28, 41))
    issued = min(16, 9 + month * 7 // 11 + int(county.level > 0.97))
    return {
        "leaders_interviewed": interviewed,
        "leaders_informed": int(rng.binomial(interviewed, min(0.995, county.level))),
        "meetings_planned": month,
        "meetings_held": min(month, meetings),
        "policies_due": 16,
        "policies_issued": issued - int(county.level < 0.955),
        "model_cases": int(county.level > 0.98 and month >= 5) + int(county.level > 0.972 and month >= 9),
    }


YEARS = ("2018", "2019", "2020", "2021")
INCOME_GROWTH = {"2019": 0.098, "2020": 0.084, "2021": 0.108}
LIFTED_GROWTH = {"2019": 0.16, "2020": 0.112, "2021": 0.1}
GDP_GROWTH = {"2019": 0.078, "2020": 0.024, "2021": 0.081}


def _yearly_rows(
    world: World, persons: dict[str, int], registered: Registered
) -> list[tuple[str, str, str, str, float]]:
    """Population, product and incomes of 2018–2021; the prefecture's population and product are sums, its incomes means
    weighted with the rural persons. 2021 stands for the expected figures of that year."""
    rng = world.generator("indicator_values/yearly")
    figures = {
        county.code: _invent_county_years(rng, county, persons[county.code], registered[county.code])
        for county in COUNTIES
    }
    rows = []
    for year in YEARS:
        for county in COUNTIES:
            rows += [
                (county.code, county.name, year, item, value) for item, value in figures[county.code][year].items()
            ]
        for item in ("population", "gdp", "rural_income", "lifted_income"):
            sizes = {code: _weight(item, persons[code], registered[code]["lifted_persons"]) for code in figures}
            total = sum(figures[code][year][item] * sizes[code] for code in figures)
            weight = 1 if item in ("population", "gdp") else sum(sizes.values())
            rows.append((SCOPE, SCOPE_NAME, year, item, round(total / weight, 2)))
    return rows


def _weight(item: str, persons: float, lifted_persons: float) -> float:
    return 1 if item in ("population", "gdp") else lifted_persons if item == "lifted_income" else persons


def _invent_county_years(
    rng: np.random.Generator, county: County, persons: int, registered: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    is_town = county.league == "其他县"
    income = 9_000 + 2_500 * is_town + 1_800 * rng.random()
    earlier = (1 + LIFTED_GROWTH["2019"]) * (1 + LIFTED_GROWTH["2020"])
    gdp = persons * (2.1 + 2.5 * is_town + 0.6 * rng.random())
    before = registered["lifted_income_2020"]
    lifted = {
        "2018": before / earlier,
        "2019": before / (1 + LIFTED_GROWTH["2020"]),
        "2020": before,
        "2021": registered["lifted_income_2021"],
    }
    years: dict[str, dict[str, float]] = {}
    for year in YEARS:
        tempo = 0.85 + (county.level - 0.94) * 5 + 0.1 * rng.random()
        income *= 1 + INCOME_GROWTH.get(year, 0.0) * tempo
        gdp *= 1 + GDP_GROWTH.get(year, 0.0) * tempo
        years[year] = {
            "population": round(persons * (1.35 + 0.9 * is_town) / 10_000, 2),
            "gdp": round(gdp, 2),
            "rural_income": round(income, 2),
            "lifted_income": round(lifted[year], 2),
        }
    return years
