"""Who the rows of a list are about: the head, the member and the helper of each row's household, masked, in one reading.

A list of households or persons asks here, so that a household is called the same on a screen, in its Excel and in a problem.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import pandas as pd

from core.places import county_of
from indicators.declared import PeriodBounds, is_empty, views
from indicators.households.household import HEAD, ID_LENGTH, PERSONS
from indicators.households.words import NO_NAME, say_name
from store import Store

HELPERS: Final = "helpers"
NAMED: Final = ("county_code", "household_code")
"""What a row must say so that its household can be named."""
MAX_HELPERS: Final = 2
"""Helpers of a household that a list names; more are counted."""


@dataclass(frozen=True)
class Named:
    """Who a row is about, masked; '' where it is not known or the row is about no household.

    `person` and `relation` are of the member the row names by number; '' for a row about the household.
    """

    head: str = ""
    person: str = ""
    relation: str = ""
    helper: str = ""

    @property
    def member(self) -> str:
        """The member with the relation: `张*（之子）`; '' for a row about the household."""
        return f"{self.person}（{self.relation}）" if self.person and self.relation else self.person

    @property
    def about(self) -> str:
        """The member or the household it is about: `张*（之子，户主李*）`, `户主李*`."""
        return self._member_of_head() if self.person else f"户主{self.head}" if self.head else ""

    @property
    def whole(self) -> str:
        """Who it is about in one text: `张*（之子，户主李*），帮扶责任人王*`, `户主李*，帮扶责任人王*`."""
        helped = f"帮扶责任人{self.helper}" if self.helper else ""
        return "，".join(part for part in (self.about, helped) if part)

    def _member_of_head(self) -> str:
        around = f"户主{self.head}" if self.head and self.relation != HEAD else ""
        inside = "，".join(part for part in (self.relation, around) if part)
        return f"{self.person}（{inside}）" if inside else self.person


NOBODY: Final = Named()


def name_rows(store: Store, period: str, rows: Sequence[Mapping[str, Any]]) -> list[Named]:
    """Who each row is about, in the order of the rows.

    A row says its county_code and household_code, and whom of the household by `id_number` or by the `row_key` of a finding (an
    ID number, or `<household>/<relation><birth month>` of a person without one). Its own `head_name` stands for a head
    nobody knows. Persons are those of the newest list of the
    period, helpers those of its year who have not left.
    """
    codes = sorted({(str(row["county_code"]), str(row["household_code"])) for row in rows if _is_named(row)})
    if not codes:
        return [NOBODY for _ in rows]
    persons, helpers = _read(store, period, codes)
    return [_name(row, persons, helpers) if _is_named(row) else NOBODY for row in rows]


_Code = tuple[str, str]
_Persons = Mapping[_Code, Sequence[Mapping[str, Any]]]
_Helpers = Mapping[_Code, str]


def _is_named(row: Mapping[str, Any]) -> bool:
    return all(name in row and not is_empty(row[name]) for name in NAMED)


def _read(store: Store, period: str, codes: Sequence[_Code]) -> tuple[_Persons, _Helpers]:
    wanted = pd.DataFrame(codes, columns=list(NAMED))
    counties = ", ".join(f"'{code}'" for code in sorted(set(wanted["county_code"])) if county_of(code) == code)
    inside, bounds = f"county_code IN ({counties or 'NULL'})", PeriodBounds.of(period)
    chosen = "JOIN wanted_households USING (county_code, household_code)"
    with store.connect() as connection:
        connection.register("wanted_households", wanted)
        rows_sql = views.read_sql(PERSONS, bounds, inside)
        persons = connection.execute(
            f"SELECT county_code, household_code, id_number, person_name, relation, birth_month FROM ({rows_sql}) {chosen}"
        ).df()
        rows_sql = views.read_sql(HELPERS, bounds, inside)
        helpers = connection.execute(
            "SELECT county_code, household_code, coalesce(helper_state, '') AS state, "
            "list(DISTINCT helper_name ORDER BY helper_name) AS names "
            f"FROM ({rows_sql}) {chosen} WHERE coalesce(helper_state, '在岗') = '在岗' AND ended_on IS NULL "
            "GROUP BY ALL ORDER BY state"
        ).df()
        connection.unregister("wanted_households")
    grouped: dict[_Code, list[Mapping[str, Any]]] = {}
    for row in persons.to_dict("records"):
        grouped.setdefault(_code(row), []).append({str(name): value for name, value in row.items()})
    # Those said to be on duty come last and stand for the household.
    return grouped, {_code(row): _say_helpers(list(row["names"]), row["state"]) for row in helpers.to_dict("records")}


def _code(row: Mapping[Any, Any]) -> _Code:
    return str(row["county_code"]), str(row["household_code"])


def _say_helpers(names: Sequence[str], state: str) -> str:
    said = "、".join(say_name(name) for name in names[:MAX_HELPERS])
    said = f"{said}等 {len(names)} 人" if len(names) > MAX_HELPERS else said
    return said if state else f"{said}（在岗状态未填）"


def _name(row: Mapping[str, Any], persons: _Persons, helpers: _Helpers) -> Named:
    members = persons.get(_code(row), ())
    head = next((one for one in members if one["relation"] == HEAD), None)
    member = _member(row, members)
    return Named(
        head=_masked(head) or _own_head(row),
        person=_own_name(row, member),
        relation="" if member is None or is_empty(member["relation"]) else str(member["relation"]),
        helper=helpers.get(_code(row), ""),
    )


def _own_name(row: Mapping[str, Any], member: Mapping[str, Any] | None) -> str:
    """The name the row itself has, else that of the member it means."""
    own = row.get("person_name")
    return say_name(own) if not is_empty(own) else _masked(member)


def _own_head(row: Mapping[str, Any]) -> str:
    """The head's name that the row itself has: of a household that nobody registered, the only one there is."""
    own = row.get("head_name")
    return "" if is_empty(own) else say_name(own)


def _masked(person: Mapping[str, Any] | None) -> str:
    said = "" if person is None else say_name(person["person_name"])
    return "" if said == NO_NAME else said


def _member(row: Mapping[str, Any], members: Sequence[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The member a row names, by the first 18 characters of the number or by the key of a person without one."""
    keys = {str(row[name]) for name in ("id_number", "row_key") if not is_empty(row.get(name))}
    keys |= {part for key in keys for part in key.split("|")}
    numbers = {key[:ID_LENGTH] for key in keys if len(key) >= ID_LENGTH and "/" not in key}
    return next((one for one in members if _is_meant(one, keys, numbers)), None)


def _is_meant(member: Mapping[str, Any], keys: set[str], numbers: set[str]) -> bool:
    if not is_empty(member["id_number"]):
        return str(member["id_number"])[:ID_LENGTH] in numbers
    parts = ["" if is_empty(member[name]) else str(member[name]) for name in ("relation", "birth_month")]
    return f"{member['household_code']}/{''.join(parts)}" in keys
