"""From checks to SQL: one pass over a relation answers all checks on it, whichever engine runs it.

A pass is one statement with one row a place: how many of its rows every population has, how many of them every check
leave it unknown, and the list of the rows that fail a check, with what names them. No row that passes is kept.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlglot import exp

from indicators.declared import Measure, PeriodBounds, bind_period, respect_unread, to_sql, views
from indicators.evaluation import query
from store import read_tables

IDENTITY = {
    "row_key": "VARCHAR", "place_code": "VARCHAR", "county_code": "VARCHAR", "household_code": "VARCHAR",
    "source_file": "VARCHAR", "source_hash": "VARCHAR", "source_sheet": "VARCHAR", "source_row": "INTEGER",
}  # fmt: skip
"""What names a row and says where it came from."""
_PLACE = ("place_code", "county_code")
_NOT_IN_KEY = ("county_code", "period")
_EMPTY_IS_AN_ANSWER = ("_help", "removed_month")
NO_CONDITION = "TRUE"
"""The population of a check that asks every row."""


@dataclass(frozen=True)
class CheckPlan:
    """One pass over one relation. `populations` holds each different population once, `population_of` the position of
    every check's own among them. A row of which nobody can say whether it fails is unknown, also where it is its being
    asked that nobody can say."""

    relation: str
    measures: tuple[Measure, ...]
    populations: tuple[str, ...]
    population_of: tuple[int, ...]
    source: str
    conditions: tuple[str, ...]
    open_populations: tuple[str, ...] = ()
    """Of every check its population with what it asks to be given as unknown where it is not; '' where that is the same."""
    found_before: str = ""
    """A table whose row_key names the rows of which something was found before; '' without one."""

    @cached_property
    def sql(self) -> str:
        """place_code, county_code, population_<check> and unknown_<check> counts, and `found`: a list of the rows that
        fail, each with the rest of `IDENTITY` and `failed`, the positions of the checks it fails among empty ones; and of
        those found before that cannot be judged, with `left_open`, the positions of the checks that cannot."""
        found = f"list({{{self._finding}}}) FILTER (WHERE fails OR is_open) AS found"
        fails = " OR ".join(f"({text})" for text in self.failures)
        is_open, known = "FALSE", ""
        if self.found_before:
            is_open = f"CASE WHEN known_key IS NOT NULL THEN {' OR '.join(self._unclear)} ELSE FALSE END"
            keys = f"SELECT DISTINCT row_key AS known_key FROM {self.found_before}"
            known = f" LEFT JOIN ({keys}) AS known ON known.known_key = answered.row_key"
        flagged = (
            f"SELECT answered.*, {fails} AS fails, {is_open} AS is_open FROM ({self.answers_sql}) AS answered{known}"
        )
        columns = ", ".join([*_PLACE, *self._counts, found])
        return f"SELECT {columns} FROM ({flagged}) AS flagged GROUP BY {', '.join(_PLACE)}"

    @cached_property
    def households_sql(self) -> str:
        """household_code and the same counts by household."""
        columns = ", ".join(["household_code", *self._counts])
        return f"SELECT {columns} FROM ({self.answers_sql}) AS answered WHERE household_code IS NOT NULL GROUP BY 1"

    @property
    def _counts(self) -> list[str]:
        asked = [f"count_if({text}) AS population_{i}" for i, text in enumerate(self.asked)]
        return asked + [f"count_if(({text}) IS NULL) AS unknown_{i}" for i, text in enumerate(self.failures)]

    @property
    def asked(self) -> list[str]:
        """The rows of the population, and those that may belong to it and do not meet."""
        always = self.populations.index(NO_CONDITION) if NO_CONDITION in self.populations else -1
        return [
            f"p{p}" if p == always else f"p{p} OR (p{p} IS NULL AND NOT coalesce(m{i}, FALSE))"
            for i, p in enumerate(self.population_of)
        ]

    @property
    def failures(self) -> list[str]:
        """Of every check whether a row of `answers_sql` fails it; empty where nobody can say."""
        return [f"p{p} AND NOT m{i}" for i, p in enumerate(self.population_of)]

    @property
    def _unclear(self) -> list[str]:
        """Of a row found before whether nobody can say of it what was found: also where a cell that has to be given for it to
        be asked was emptied."""
        asked = [
            f"g{i}" if text else f"p{p}"
            for i, (text, p) in enumerate(zip(self.open_populations, self.population_of, strict=True))
        ]
        return [f"(({population} AND NOT m{i}) IS NULL)" for i, population in enumerate(asked)]

    @property
    def _finding(self) -> str:
        """The fields of one row that fails or is left open; which checks it is asked of no other row."""
        positions = ", ".join(f"CASE WHEN {text} THEN {i} END" for i, text in enumerate(self.failures))
        fields = {name: name for name in IDENTITY if name not in _PLACE}
        fields["failed"] = f"CASE WHEN fails THEN [{positions}] END"
        if self.found_before:
            unclear = ", ".join(f"CASE WHEN {text} THEN {i} END" for i, text in enumerate(self._unclear))
            fields["left_open"] = f"CASE WHEN is_open THEN [{unclear}] END"
        return ", ".join(f"'{name}': {sql}" for name, sql in fields.items())

    @property
    def answers_sql(self) -> str:
        """The rows with every population (p<i>) and every condition (m<i>) as a column of its own."""
        answers = [f"({text}) AS p{position}" for position, text in enumerate(self.populations)]
        answers += [f"({text}) AS m{position}" for position, text in enumerate(self.conditions)]
        if self.found_before:
            answers += [f"({text}) AS g{position}" for position, text in enumerate(self.open_populations) if text]
        return f"SELECT {', '.join(IDENTITY)}, {', '.join(answers)} FROM ({self.source}) AS facts"


def make_plans(
    measures: Sequence[Measure], bounds: PeriodBounds, period: str, scope: str = "", found_before: str = ""
) -> list[CheckPlan]:
    """One plan for each relation (and way of binding it to the period, and day it is taken) that the checks look at."""
    groups: dict[tuple[str, str, str], list[Measure]] = {}
    for one in measures:
        groups.setdefault((one.table, one.binding, one.taken_at), []).append(one)
    plans = [_make_plan(mine, bounds_of(mine[0], bounds), period, scope) for mine in groups.values()]
    return [replace(plan, found_before=found_before) for plan in plans]


def bounds_of(measure: Measure, bounds: PeriodBounds) -> PeriodBounds:
    """The bounds on the day the check is taken: the day of view, or the period's last."""
    return bounds if measure.taken_at == "day" else replace(bounds, view_day=bounds.period_end)


def _make_plan(measures: Sequence[Measure], bounds: PeriodBounds, period: str, scope: str) -> CheckPlan:
    columns = views.relation_columns(measures[0].table)
    populations = [_sql(measure.population, bounds, columns) for measure in measures]
    distinct = tuple(dict.fromkeys(populations))
    opened = [_sql(_with_gaps(measure.population), bounds, columns) for measure in measures]
    return CheckPlan(
        open_populations=tuple("" if one == asked else one for one, asked in zip(opened, populations, strict=True)),
        relation=measures[0].table,
        measures=tuple(measures),
        populations=distinct,
        population_of=tuple(distinct.index(text) for text in populations),
        source=source_sql(measures[0], bounds, period, scope),
        conditions=tuple(_sql(measure.met, bounds, columns) for measure in measures),
    )


def _with_gaps(population: exp.Expression | None) -> exp.Expression | None:
    """The population with what is not given as unknown instead of as not asked: `age IS NOT NULL`. Not where an empty cell is an
    answer: help that nobody ticked, a household not yet removed."""

    def open_gap(node: exp.Expression) -> exp.Expression:
        is_given = (
            isinstance(node, exp.Not) and isinstance(node.this, exp.Is) and isinstance(node.this.this, exp.Column)
        )
        if not is_given or node.this.this.name.endswith(_EMPTY_IS_AN_ANSWER):
            return node
        return exp.Case(ifs=[exp.If(this=node.copy(), true=exp.true())])

    return None if population is None else population.transform(open_gap)


def source_sql(measure: Measure, bounds: PeriodBounds, period: str, scope: str = "", inside: str = "") -> str:
    """The rows of a check's relation inside a scope, with the columns of `IDENTITY`; `inside` narrows the places further."""
    here, counties = inside or query.scope_sql(scope), query.counties_sql(scope)
    if views.is_view(measure.table):
        rows = views.view_sql(measure.table, bounds, counties, here)
        return f"SELECT * FROM ({rows}) AS viewed WHERE {here}"
    rows = query.bound_rows_sql(measure.table, measure.binding, period, scope, bounds.view_day)
    made = "".join(f", {sql} AS {name}" for name, sql in _identity_of_table(measure.table).items())
    return f"SELECT *{made} FROM ({rows}) AS stored WHERE {here}"


def _identity_of_table(name: str) -> Mapping[str, str]:
    """The columns of `IDENTITY` that a declared table lacks, made from its own."""
    table = read_tables()[name]
    parts = [f"coalesce(CAST({key} AS VARCHAR), '')" for key in table.key if key not in _NOT_IN_KEY]
    made = {"row_key": " || '|' || ".join(parts), "household_code": "CAST(NULL AS VARCHAR)"}
    return {column: sql for column, sql in made.items() if column not in table.stored_columns}


def _sql(tree: exp.Expression | None, bounds: PeriodBounds, columns: Collection[str]) -> str:
    """An expression over a relation with these columns, for the period; what was not read is unknown."""
    return NO_CONDITION if tree is None else to_sql(bind_period(respect_unread(tree, columns), bounds))
