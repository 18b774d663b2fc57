"""The question which rows fall short of a measure, and what it is narrowed to."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import reduce

import pandas as pd
from sqlglot import exp

from core.places import BELOW, LENGTHS, county_of, is_area, level_of, significant
from indicators.declared import REGISTER, REPORTED, Framework, Measure, day_of_view
from indicators.evaluation import LEAST_LOSS, Evaluation, query
from indicators.shortfalls.lists.columns import gap_columns
from store import Store


@dataclass(frozen=True)
class ListRequest:
    """Which rows short of a measure to list: inside the place `at` ('' is everywhere) or of one unit.

    `filters` are column → value; `is_own` asks for the rows of the place itself that name no place below it; `places` keeps
    to the rows of these counties: None is no limit, () is no row at all. `day` is the day of view asked for; None: the working
    day, see `day_of_view`. `is_unclear` asks for the rows of which nobody can say whether they fall short. Made by `request_for`.
    """

    measure: Measure
    period: str
    at: str = ""
    unit_key: str = ""
    filters: Mapping[str, str] = field(default_factory=dict)
    is_own: bool = False
    places: tuple[str, ...] | None = None
    day: date | None = None
    is_unclear: bool = False

    def row_request(self, limit: int | None = None, offset: int = 0) -> query.RowRequest:
        """The same as a request for rows."""
        return query.RowRequest(
            _narrow(self), self.period, self.at, self.unit_key, limit, offset, self.day, gap_columns(self.measure),
            self.is_unclear,
        )  # fmt: skip

    def on_day(self, store: Store) -> "ListRequest":
        """The same with the day it is answered for."""
        return replace(self, day=day_of_view(store, self.period, self.day))


def request_for(
    measure: Measure,
    period: str,
    at: str,
    evaluated: Callable[[], Evaluation],
    unit_key: str = "",
    filters: Mapping[str, str] | None = None,
    is_own: bool = False,
    source: str = "",
    day: date | None = None,
) -> ListRequest:
    """The rows of a place (or a unit) that fall short of a measure; every list, count and problem asks by this.

    Where the declaration says of no single row that it falls short, but places lose marks, the rows are those of the places
    that lose some: `evaluated` is then asked for the evaluation of the period, which has to be of the same `day` of view. Of a
    measure that can lose none, all rows. A measure that is held against a register is asked for the register's rows wherever
    there are any, as they have names, unless the `source` asked for is `reported`.
    """
    if measure.holding is not None and not unit_key and source != REPORTED:
        measure = counted(evaluated(), measure, at)
    request = ListRequest(measure, period, at, unit_key, filters or {}, is_own, day=day)
    if has_short_rows(measure) or not measure.is_scored or unit_key:
        return request
    return replace(request, places=losing_places(evaluated(), measure, at))


def counted(evaluation: Evaluation, measure: Measure, scope: str = "") -> Measure:
    """The measure as its rows are listed inside a scope: counted from the register where any place there has its rows."""
    rows = inside(evaluation, scope)
    return measure.counted_from(REGISTER) if has_names(rows[rows["measure"] == measure.id]) else measure


def losing_places(evaluation: Evaluation, measure: Measure, scope: str = "") -> tuple[str, ...]:
    """Codes of the places inside a scope that lose marks under a measure."""
    rows = rows_inside(evaluation, measure.id, scope)
    return tuple(sorted(rows.loc[rows["lost"] > LEAST_LOSS, "place_code"]))


def rows_inside(evaluation: Evaluation, measure_id: str, scope: str = "") -> pd.DataFrame:
    """The rows of `Evaluation.measures` of one measure in the places inside a scope."""
    rows = inside(evaluation, scope)
    return rows[rows["measure"] == measure_id]


def inside(evaluation: Evaluation, scope: str) -> pd.DataFrame:
    """Rows of the evaluation's measures inside a place; a unit's rows by its key, all units for a place."""
    codes = evaluation.measures["place_code"].astype(str)
    if evaluation.framework.level == "unit":
        return evaluation.measures[codes == scope] if "/" in scope else evaluation.measures
    return evaluation.measures[codes.str.startswith(significant(county_of(scope)))]


def has_names(rows: pd.DataFrame) -> bool:
    return bool((rows["names_from"] == REGISTER).any())


def can_fall_short(measure: Measure) -> bool:
    """Whether rows, or places, can fall short of a measure; one that is only looked at has rows but no shortfalls."""
    return has_short_rows(measure) or measure.is_scored


def has_short_rows(measure: Measure) -> bool:
    """Whether the declaration says of single rows that they fall short; otherwise a list shows the rows that were summed."""
    adds_up_against = measure.kind == "total" and measure.direction == "lower_is_better"
    return measure.met is not None or measure.kind == "count" or (adds_up_against and not measure.is_growth)


def has_lines(framework: Framework) -> bool:
    """Whether any measure of the framework can fall short; one that only ranks has no shortfalls."""
    return any(can_fall_short(measure) for measure in framework.measures.values())


def without_settled(request: ListRequest) -> ListRequest:
    """The same without the rows that fall short for good and have been dealt with all the same, as a late project once finished."""
    measure = request.measure
    if measure.settled is None:
        return request
    return _also(request, exp.not_(exp.Is(this=exp.paren(measure.settled.copy()), expression=exp.true())))


def unjudged_of(request: ListRequest) -> ListRequest:
    """The rows of which nobody can say whether they fall short, or whether they count at all, in place of those that do."""
    return replace(request, is_unclear=True)


def unclear_of(request: ListRequest) -> ListRequest:
    """The rows that surely count and of which nobody can say whether they fall short, in place of those that do."""
    measure = request.measure
    if measure.population is not None:
        counts = exp.Is(this=exp.paren(measure.population.copy()), expression=exp.true())
        measure = replace(measure, population=counts)
    return replace(request, measure=measure, is_unclear=True)


def newer_than(request: ListRequest, day: date) -> ListRequest:
    """The same, of what happened and cannot be undone only the rows of a later day, or a later month, than a day and its month."""
    happened_on = request.measure.happened_on
    if happened_on is None:
        return request
    said = exp.cast(exp.paren(happened_on.copy()), "text")
    return _also(request, exp.GT(this=said, expression=exp.Literal.string(day.isoformat())))


def _narrow(request: ListRequest) -> Measure:
    """The measure with a population kept to the request's filters, so that rows and counts are asked the same question."""
    conditions: list[exp.Expression] = [
        exp.EQ(this=exp.column(name), expression=exp.Literal.string(value)) for name, value in request.filters.items()
    ]
    if request.places is not None:
        codes = [exp.Literal.string(code) for code in request.places]
        in_places = exp.In(this=exp.column("county_code"), expressions=codes)
        conditions.append(in_places if codes else exp.false())
    length = LENGTHS.get(BELOW.get(level_of(request.at), "")) if not is_area(request.at) else None
    if request.is_own and length:
        conditions.append(exp.LT(this=exp.Length(this=exp.column("place_code")), expression=exp.Literal.number(length)))
    population = request.measure.population
    parts = [*([exp.paren(population.copy())] if population is not None else []), *conditions]
    return replace(request.measure, population=reduce(_and, parts)) if conditions else request.measure


def _also(request: ListRequest, condition: exp.Expression) -> ListRequest:
    measure = request.measure
    population = condition if measure.population is None else _and(exp.paren(measure.population.copy()), condition)
    return replace(request, measure=replace(measure, population=population))


def _and(left: exp.Expression, right: exp.Expression) -> exp.Expression:
    return exp.And(this=left, expression=right)
