"""Who is entitled to which policy, row by row, and whether they got it: of everybody in a place, or of one household."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

import duckdb

from indicators.declared import Framework, Measure, PeriodBounds, day_of_view, is_empty, views
from indicators.entitlements.policies import policies_of
from indicators.evaluation import query
from indicators.households import Household, person_id
from store import Store

STATES: Final = ("missing", "unknown", "got")
"""Of one who is entitled: did not get it, nobody can say, got it; the worst first."""


@dataclass(frozen=True, order=True)
class Entitled:
    """One row of a policy's table in which somebody is entitled: the household, and of a policy of persons whose (the first 18
    characters of the ID number)."""

    policy: str
    county_code: str
    household_code: str
    person: str
    state: str


@dataclass(frozen=True)
class Entitlement:
    """One policy of one member (`person` as in `Entitled`) or of the household ('')."""

    policy: Measure
    person: str
    state: str
    rows: int
    """How many rows of the policy's table say so: a household may have several subsidies."""


def of_household(
    store: Store, framework: Framework, household: Household, day: date | None = None
) -> list[Entitlement]:
    """The household's entitlements, those it did not get first; who is not entitled, or nobody knows to be, is not there. Only the
    rows of its own village are read, as for its findings."""
    found: dict[tuple[str, str, str], int] = {}
    policies = policies_of(framework, household.period)
    taken = day_of_view(store, household.period, day)
    with store.connect() as connection:
        views.prepare(connection)
        rows = list_entitled(
            connection, policies.values(), household.period, household.place_code, taken, household.household_code
        )
        for row in rows:
            key = (row.policy, row.person, row.state)
            found[key] = found.get(key, 0) + 1
    order = list(policies)
    ranked = sorted(found, key=lambda key: (STATES.index(key[2]), order.index(key[0]), key[1]))
    return [Entitlement(policies[name], person, state, found[name, person, state]) for name, person, state in ranked]


def list_entitled(
    connection: duckdb.DuckDBPyConnection,
    policies: Iterable[Measure],
    period: str,
    scope: str,
    day: date,
    household_code: str = "",
) -> Iterator[Entitled]:
    """Every entitled row of a place, of one household where one is named; one query for the policies over the same rows.
    Policies over rows that name no household are left out. `views.prepare` comes first."""
    for together in _together(policies):
        yield from _read(connection, together, period, scope, day, household_code)


def _together(policies: Iterable[Measure]) -> list[list[Measure]]:
    groups: dict[tuple[str, str, str], list[Measure]] = {}
    for policy in policies:
        if "household_code" in views.relation_columns(policy.table):
            groups.setdefault((policy.table, policy.binding, policy.taken_at), []).append(policy)
    return list(groups.values())


def _read(
    connection: duckdb.DuckDBPyConnection,
    policies: list[Measure],
    period: str,
    scope: str,
    day: date,
    household_code: str,
) -> Iterator[Entitled]:
    table, binding, taken = policies[0].table, policies[0].binding, query.day_taken(policies[0], day)
    bounds = query.period_bounds(connection, policies, period, scope, taken)
    newest = query.find_newest(connection, table, period, scope, taken)
    rows = query.bound_rows_sql(table, binding, period, scope, taken, newest)
    person = "id_number" if "id_number" in views.relation_columns(table) else "NULL"
    states = ", ".join(_state_sql(policy, bounds) for policy in policies)
    sql = f"SELECT county_code, household_code, {person}, {states} FROM ({rows}) WHERE {query.scope_sql(scope)}"
    values = {"household": household_code} if household_code else {}
    one = " AND household_code = $household" if household_code else ""
    for county, household, whose, *answers in connection.execute(f"{sql}{one}", values).fetchall():
        for policy, state in zip(policies, answers, strict=True):
            if state is not None:
                is_of_person = policy.entitles == "person" and not is_empty(whose)
                yield Entitled(
                    policy.id, str(county), str(household or ""), person_id(whose) if is_of_person else "", state
                )


def _state_sql(policy: Measure, bounds: PeriodBounds) -> str:
    """One of `STATES` of a row in which somebody is entitled, empty for any other."""
    entitled, got = (query.bound_sql(tree, policy.table, bounds) for tree in (policy.population, policy.met))
    return (
        f"CASE WHEN NOT coalesce({entitled}, FALSE) THEN NULL WHEN ({got}) THEN 'got' WHEN NOT ({got}) THEN 'missing' "
        "ELSE 'unknown' END"
    )
