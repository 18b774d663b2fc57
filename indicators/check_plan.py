"""From checks to SQL: one pass over a relation answers all checks on it, whichever engine runs it.

A pass has three statements. `slim_sql` reads the relation once and keeps for every row its place, bit masks of the
checks it fails, of the populations it belongs to and of the checks it cannot answer, and, where it fails any, what names
it. `rows_sql` picks the failing rows from that, `counts_sql` adds up the rest by place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlglot import exp

from indicators import query, views
from indicators.expressions import PeriodBounds, bind_period, to_sql
from indicators.framework import Measure
from loaders.declarations import read_tables

BITS = 60
"""Checks held by one mask column; the sign of a BIGINT stays out of it."""
IDENTITY = {
    "row_key": "VARCHAR", "place_code": "VARCHAR", "county_code": "VARCHAR", "household_code": "VARCHAR",
    "source_file": "VARCHAR", "source_hash": "VARCHAR", "source_sheet": "VARCHAR", "source_row": "INTEGER",
}  # fmt: skip
"""What names a row and says where it came from."""
_PLACE = ("place_code", "county_code")
_NOT_IN_KEY = ("county_code", "period")


@dataclass(frozen=True)
class CheckPlan:
    """One pass over one relation. `measures` are in the order of their bits; `populations` holds each different
    population once and `population_of` the position of every check's own."""

    relation: str
    measures: tuple[Measure, ...]
    populations: tuple[str, ...]
    population_of: tuple[int, ...]
    source: str
    conditions: tuple[str, ...]

    @cached_property
    def fail_masks(self) -> tuple[str, ...]:
        """Names of the mask columns of failed checks: bit i % BITS of mask i // BITS is check i."""
        return _mask_names("failed", len(self.measures))

    @cached_property
    def slim_sql(self) -> str:
        """One row a row of the relation: place, masks, and the identity of rows that fail."""
        failed = [f"p{p} AND NOT m{i}" for i, p in enumerate(self.population_of)]
        unknown = [f"p{p} AND m{i} IS NULL" for i, p in enumerate(self.population_of)]
        asked = [f"p{position}" for position in range(len(self.populations))]
        masks = [*_masks("failed", failed), *_masks("asked", asked), *_masks("unknown", unknown)]
        fails = self._fails
        named = [f"CASE WHEN {fails} THEN {name} END AS {name}" for name in IDENTITY if name not in _PLACE]
        kept = [*_PLACE, *named, *_mask_names("failed", len(failed)), *_mask_names("asked", len(asked))]
        kept += _mask_names("unknown", len(unknown))
        inner = f"SELECT {', '.join(IDENTITY)}, {', '.join(masks)} FROM ({self._answers_sql})"
        return f"SELECT {', '.join(kept)} FROM ({inner}) AS masked"

    def rows_sql(self, slim: str) -> str:
        """`IDENTITY` and `fail_masks` of the rows that fail a check, from the result of `slim_sql`."""
        return f"SELECT {', '.join((*IDENTITY, *self.fail_masks))} FROM {slim} WHERE {self._fails}"

    def counts_sql(self, slim: str) -> str:
        """place_code, county_code, asked_<population> and unknown_<check> counts, from the result of `slim_sql`."""
        sums = [f"{_bit_sum('asked', i)} AS asked_{i}" for i in range(len(self.populations))]
        sums += [f"{_bit_sum('unknown', i)} AS unknown_{i}" for i in range(len(self.measures))]
        return f"SELECT place_code, county_code, {', '.join(sums)} FROM {slim} GROUP BY place_code, county_code"

    @property
    def _fails(self) -> str:
        return "(" + " OR ".join(f"{name} <> 0" for name in self.fail_masks) + ")"

    @property
    def _answers_sql(self) -> str:
        """The rows with every population (p<i>) and every condition (m<i>) as a column of its own."""
        answers = [f"({text}) AS p{position}" for position, text in enumerate(self.populations)]
        answers += [f"({text}) AS m{position}" for position, text in enumerate(self.conditions)]
        return f"SELECT {', '.join(IDENTITY)}, {', '.join(answers)} FROM ({self.source}) AS facts"


def make_plans(measures: Sequence[Measure], bounds: PeriodBounds, period: str, scope: str = "") -> list[CheckPlan]:
    """One plan for each relation (and way of binding it to the period) that the checks look at."""
    relations = dict.fromkeys((measure.table, measure.binding) for measure in measures)
    return [
        _make_plan([one for one in measures if (one.table, one.binding) == pair], bounds, period, scope)
        for pair in relations
    ]


def _make_plan(measures: Sequence[Measure], bounds: PeriodBounds, period: str, scope: str) -> CheckPlan:
    populations = [_sql(measure.population, bounds) for measure in measures]
    distinct = tuple(dict.fromkeys(populations))
    return CheckPlan(
        relation=measures[0].table,
        measures=tuple(measures),
        populations=distinct,
        population_of=tuple(distinct.index(text) for text in populations),
        source=source_sql(measures[0], bounds, period, scope),
        conditions=tuple(_sql(measure.met, bounds) for measure in measures),
    )


def source_sql(measure: Measure, bounds: PeriodBounds, period: str, scope: str = "", inside: str = "") -> str:
    """The rows of a check's relation inside a scope, with the columns of `IDENTITY`; `inside` narrows the places further."""
    here, counties = inside or query.scope_sql(scope), query.counties_sql(scope)
    if views.is_view(measure.table):
        rows = views.view_sql(measure.table, bounds, counties, here)
        return f"SELECT * FROM ({rows}) AS viewed WHERE {here}"
    rows = query.bound_rows_sql(measure.table, measure.binding, period, scope)
    made = "".join(f", {sql} AS {name}" for name, sql in _identity_of_table(measure.table).items())
    return f"SELECT *{made} FROM ({rows}) AS stored WHERE {here}"


def _identity_of_table(name: str) -> Mapping[str, str]:
    """The columns of `IDENTITY` that a declared table lacks, made from its own."""
    table = read_tables()[name]
    parts = [f"coalesce(CAST({key} AS VARCHAR), '')" for key in table.key if key not in _NOT_IN_KEY]
    made = {"row_key": " || '|' || ".join(parts), "household_code": "CAST(NULL AS VARCHAR)"}
    return {column: sql for column, sql in made.items() if column not in table.stored_columns}


def _sql(tree: exp.Expression | None, bounds: PeriodBounds) -> str:
    return "TRUE" if tree is None else to_sql(bind_period(tree, bounds))


def bit_sql(name: str, index: int) -> str:
    """The condition that bit `index` of the masks of that name is set."""
    return f"({name}_mask_{index // BITS} & CAST({1 << (index % BITS)} AS BIGINT)) <> 0"


def _mask_names(name: str, count: int) -> tuple[str, ...]:
    return tuple(f"{name}_mask_{word}" for word in range(-(-count // BITS)))


def _masks(name: str, conditions: Sequence[str]) -> list[str]:
    """One BIGINT column for every BITS conditions: bit i says that condition i holds."""
    bits = [
        f"CASE WHEN {text} THEN CAST({1 << (i % BITS)} AS BIGINT) ELSE CAST(0 AS BIGINT) END"
        for i, text in enumerate(conditions)
    ]
    columns = _mask_names(name, len(conditions))
    return [f"{' + '.join(bits[word * BITS : (word + 1) * BITS])} AS {column}" for word, column in enumerate(columns)]


def _bit_sum(name: str, index: int) -> str:
    return f"sum(CASE WHEN {bit_sql(name, index)} THEN 1 ELSE 0 END)"
