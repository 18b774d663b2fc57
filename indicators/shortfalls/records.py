"""One row of a shortfall list: everything the tables say of it, why it is listed, where it comes from, what else it lacks."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, Final

import duckdb
from sqlglot import exp

from indicators.declared import (
    ITEM,
    PREFIX,
    ColumnView,
    Framework,
    Measure,
    PeriodBounds,
    column_names,
    column_views,
    day_of_view,
    expression_views,
    is_empty,
    limit_names,
    read_limits,
    say_cell,
    say_expression,
    say_limit,
    split_conditions,
    views,
)
from indicators.evaluation import query
from indicators.shortfalls.behind import RowsBehind, read_behind, same_rows
from indicators.shortfalls.lists import has_short_rows
from store import SOURCE_COLUMNS, Store, read_tables

TOKEN_LENGTH: Final = 16
_ITEM_COLUMNS: Final = (ITEM, "unit")
"""Columns of a long table that say what a figure is; its title and unit stand beside the figure instead."""


@dataclass(frozen=True)
class RecordRequest:
    """Which record: the row of a measure's table in a period, inside a place ('' is everywhere), by its token (`row_token`);
    `day` is the day of view asked for, None: the working day (`day_of_view`).
    """

    framework: Framework
    measure: Measure
    period: str
    at: str
    token: str
    day: date | None = None

    @property
    def day_taken(self) -> date | None:
        """The day its measure is taken on."""
        return query.day_taken(self.measure, self.day)


@dataclass(frozen=True)
class Reason:
    """One condition in words, the row's values it looks at as (title, text), and whether it holds (None: a cell is missing).

    `part` is `population` (why the row is looked at), `met` (what must hold) or `value` (what it adds to the figure).
    """

    part: str
    words: str
    values: tuple[tuple[str, str], ...]
    holds: bool | None


@dataclass(frozen=True)
class Record:
    """A record, personal cells masked.

    `facts` are (title, text) of the filled cells, `empty` the titles of the others, `behind` the stored rows it is made of,
    `others` (measure, rows short) of the same project, asset or place under the framework's other measures.
    """

    title: str
    place_code: str
    is_short: bool
    facts: tuple[tuple[str, str], ...]
    empty: tuple[str, ...]
    reasons: tuple[Reason, ...]
    behind: tuple[RowsBehind, ...]
    others: tuple[tuple[Measure, int], ...]
    is_by_item: bool
    """Whether each figure of the subject is a row of its own, so that other measures list other rows."""
    county_code: str = ""
    household_code: str = ""
    """The household the row is of or its person belongs to; '' where it is about none."""
    about: Mapping[str, Any] = field(default_factory=dict)
    """The row's cells that say whom it is about, as they are stored: to be named from (`name_rows`), never to be drawn."""


def row_key(relation: str) -> tuple[str, ...]:
    """The columns that name one row of a table or view whatever file it came in: the declared key, as far as it has it."""
    columns = views.relation_columns(relation)
    declared = [name for name in read_tables()[views.base_tables(relation)[0]].key if name in columns]
    return tuple(declared or [name for name in ("place_code", "period") if name in columns])


def subject_key(relation: str) -> tuple[str, ...]:
    """The columns that name what a row is about, whichever figure and period: its key without item and period."""
    return tuple(name for name in row_key(relation) if name not in (ITEM, "period"))


def row_token(relation: str, row: Mapping[str, Any]) -> str:
    """A short stable name of a row for an address, the same after the next import: its county and a hash over its key."""
    parts = [_key_text(row[name]) for name in row_key(relation)]
    digest = hashlib.sha256("|".join(parts).encode()).hexdigest()[:TOKEN_LENGTH]
    return f"{_code(row.get('county_code'))}-{digest}"


def _key_text(value: Any) -> str:
    """A cell of a key as the store says it as text (`_digest_sql`): a day without the hours that a frame adds."""
    if is_empty(value):
        return ""
    return value.date().isoformat() if isinstance(value, datetime) else str(value)


def is_token(text: str) -> bool:
    """Whether a text could be a row's token."""
    return re.fullmatch(rf"(\d{{6}})?-[0-9a-f]{{{TOKEN_LENGTH}}}", text) is not None


def row_title(row: Mapping[str, Any], relation: str) -> str:
    """What to call a row: the name of its project, asset, unit or person (masked), else of its place. '' without either."""
    column, known = title_column(relation), column_views(relation)
    named = column if not is_empty(row.get(column)) else "place_name"
    return say_cell(row.get(named), known[named]) if named in known and not is_empty(row.get(named)) else ""


_ABOUT: Final = ("county_code", "household_code", "id_number", "row_key", "person_name", "head_name")
_NAMES_OF_OTHERS = ("place_name", "contact_name")
"""Where the row is from, and who filled in its form: neither names the row."""


def title_column(relation: str) -> str:
    """The column that names a row: `project_name`, `asset_name`, `unit_name`, else `place_name`."""
    columns = column_views(relation)
    return next((name for name in columns if name.endswith("_name") and name not in _NAMES_OF_OTHERS), "place_name")


def read_record(store: Store, request: RecordRequest) -> Record | None:
    """The record, or None when the period has no such row inside the place."""
    measure, request = request.measure, replace(request, day=day_of_view(store, request.period, request.day))
    with store.connect() as connection:
        views.prepare(connection)
        found = _find_row(connection, request)
        if found is None:
            return None
        row, holding = found
        behind = read_behind(connection, store, measure, request.period, row, row_key(measure.table), request.day_taken)
        others = _read_others(connection, request, row)
    facts, empty = _facts(row, measure.table)
    reasons = tuple(_reasons(request, row, holding))
    title, place = row_title(row, measure.table), _code(row["place_code"])
    return Record(
        title, place, bool(holding["is_short"]), facts, empty, reasons, behind, others, ITEM in row,
        _code(row.get("county_code")), _code(row.get("household_code")), {name: row[name] for name in _ABOUT if name in row},
    )  # fmt: skip


def _find_row(
    connection: duckdb.DuckDBPyConnection, request: RecordRequest
) -> tuple[dict[str, Any], dict[str, bool | None]] | None:
    """The row's own columns with the lines that hold for it, and what each condition says of it (`is_short`, `condition_0` …); a row
    that is counted together with others falls short where these do."""
    measure = request.measure
    county, _, digest = request.token.rpartition("-")
    day = request.day_taken
    bounds = query.period_bounds(connection, [measure], request.period, county, day)
    trees = {"is_short": _short(measure)}
    trees |= {f"condition_{index}": tree for index, (_, tree) in enumerate(_conditions(measure))}
    asked = trees | {name: exp.column(name) for name in sorted(bounds.lines)}
    asked_sql = {name: query.bound_sql(tree, measure.table, bounds) for name, tree in asked.items()}
    judged = ", ".join(f"({text}) AS {name}" for name, text in asked_sql.items())
    rows = query.bound_rows_sql(measure.table, measure.binding, request.period, county, day)
    inside = f"{query.inside_sql(measure, request.at)} AND {query.scope_sql(county)}"
    sql = f"SELECT *, {judged} FROM ({rows}) WHERE {inside} AND {_digest_sql(measure.table)} = ? LIMIT 1"
    frame = connection.execute(sql, [digest]).df()
    if frame.empty:
        return None
    values = frame.iloc[0].to_dict()
    holding = {name: None if is_empty(values[name]) else bool(values[name]) for name in trees}
    if holding["is_short"] and measure.grouping is not None and not is_empty(values[measure.grouping.column]):
        told = query.counted_rows_sql(measure, rows, bounds)
        same, own = same_rows(["county_code", measure.grouping.column], values)
        short = f"SELECT count(*) FROM ({told}) WHERE {same} AND ({asked_sql['is_short']})"
        holding["is_short"] = (connection.execute(short, own).fetchone() or (0,))[0] > 0
    return {str(name): value for name, value in values.items() if name not in trees}, holding


def _short(measure: Measure) -> exp.Expression:
    """In the population and short."""
    short: exp.Expression = exp.paren(query.short_tree(measure))
    return short if measure.population is None else exp.And(this=exp.paren(measure.population.copy()), expression=short)


def _digest_sql(relation: str) -> str:
    parts = ", ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in row_key(relation))
    return f"left(sha256(concat_ws('|', {parts})), {TOKEN_LENGTH})"


def _conditions(measure: Measure) -> list[tuple[str, exp.Expression]]:
    parts = (("population", measure.population), ("met", measure.met))
    return [(part, tree) for part, whole in parts for tree in split_conditions(whole)]


def _reasons(request: RecordRequest, row: Mapping[str, Any], holding: Mapping[str, bool | None]) -> list[Reason]:
    measure = request.measure
    reasons = [
        Reason(part, say_expression(tree, measure.table), _values(tree, request, row), holding[f"condition_{index}"])
        for index, (part, tree) in enumerate(_conditions(measure))
    ]
    sums = [] if has_short_rows(measure) else [measure.numerator, measure.denominator]
    return reasons + [
        Reason("value", say_expression(tree, measure.table), _values(tree, request, row), None)
        for tree in sums
        if tree is not None
    ]


def _values(tree: exp.Expression, request: RecordRequest, row: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """The names an expression uses with the row's values and their units; a line with its value at the row's place."""
    by_name, bounds = expression_views(request.measure.table), PeriodBounds.of(request.period, request.day_taken)
    values = []
    for name in column_names(tree):
        if name in limit_names():
            limit = read_limits()[name.removeprefix(PREFIX)]
            values.append((limit.title, say_limit(limit, float(row[name]))))
            continue
        value = row[name] if name in row else getattr(bounds, name)
        if name == ITEM:
            value = row.get("item_title") or value
        values.append((by_name[name].title, _say(value, by_name[name], row)))
    return tuple(values)


def _facts(row: Mapping[str, Any], relation: str) -> tuple[tuple[tuple[str, str], ...], tuple[str, ...]]:
    hidden = {"county_code", *SOURCE_COLUMNS, *(_ITEM_COLUMNS if ITEM in row else ())}
    shown = {name: view for name, view in column_views(relation).items() if name not in hidden}
    filled = [(view.title, _say(row[name], view, row)) for name, view in shown.items() if not is_empty(row[name])]
    return tuple(filled), tuple(view.title for name, view in shown.items() if is_empty(row[name]))


def _say(value: Any, view: ColumnView, row: Mapping[str, Any]) -> str:
    """A cell with its unit; a figure of a long table takes the unit of its own row."""
    text = say_cell(value, view, with_unit=True)
    own = row.get("unit") if view.kind == "number" and not view.unit and not is_empty(value) else None
    return text if is_empty(own) else f"{text} {own}"


def _code(value: Any) -> str:
    return "" if is_empty(value) else str(value)


def _read_others(
    connection: duckdb.DuckDBPyConnection, request: RecordRequest, row: Mapping[str, Any]
) -> tuple[tuple[Measure, int], ...]:
    """Other measures over the same table, or over parts of the same rows, under which the same subject falls short."""
    measure, county = request.measure, _code(row["county_code"])
    every, day = request.framework.measures.values(), request.day_taken
    akin = [form for one in every for form in one.forms if _is_akin(form, measure)]
    bounds = query.period_bounds(connection, akin, request.period, county, day)
    found = []
    alike = {(one.table, one.binding, one.grouping and one.id): one for one in akin}
    for (table, binding, _), like in alike.items():
        bound = [one for one in akin if alike[one.table, one.binding, one.grouping and one.id] is like]
        subject, values = same_rows([name for name in subject_key(measure.table) if name in subject_key(table)], row)
        items = ", ".join(f"count(CASE WHEN {query.bound_sql(_short(one), table, bounds)} THEN 1 END)" for one in bound)
        rows = query.counted_rows_sql(like, query.bound_rows_sql(table, binding, request.period, county, day), bounds)
        counts = connection.execute(f"SELECT {items} FROM ({rows}) WHERE {subject}", values).fetchone() or ()
        found += [(one, int(count)) for one, count in zip(bound, counts, strict=True) if count]
    return tuple(found)


def _is_akin(one: Measure, measure: Measure) -> bool:
    """Whether another measure looks at the same subjects: a project and its money by source, a household and its members."""
    if one.id == measure.id or one.taken_at != measure.taken_at or not has_short_rows(one):
        return False
    if one.table == measure.table:
        return True
    is_of_one = views.base_tables(one.table)[0] == views.base_tables(measure.table)[0]
    keys = set(subject_key(one.table)), set(subject_key(measure.table))
    return (
        is_of_one
        and bool(keys[0] & keys[1] - {"county_code", "place_code"})
        and (keys[0] <= keys[1] or keys[1] <= keys[0])
    )
