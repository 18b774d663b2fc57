"""The types of expressions, bound by DuckDB against empty tables, so that a wrong one is found when its file is read."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Mapping
from typing import TypeVar

import duckdb
from sqlglot import exp

from core.declared import kept_until_changed
from core.errors import UserError
from indicators.declared import views
from indicators.declared.expressions import PeriodBounds, bind_period, to_sql
from indicators.declared.limits import LIMITS_FILE
from indicators.declared.measures import Measure

_CONDITIONS = ("population", "reported", "met", "settled")
_DAY = "happened_on"
_TYPE_WORDS = {"VARCHAR": "文字", "BOOLEAN": "是或否", "DATE": "日期"}
_TYPES_FIT = "文字只能和文字比较，日期只能和日期比较，数才能加减乘除、和数比较"
Key = TypeVar("Key", bound=Hashable)


def check_types(measure: Measure, file: str) -> None:
    """Raises UserError naming the field where an expression of a measure, or of the register behind it, has not the type it should."""
    for fault in type_faults({file: measure}).values():
        raise fault


def type_faults(measures: Mapping[str, Measure]) -> dict[str, UserError]:
    """File → what is wrong of the first expression of its measure that has not the type it should.

    All expressions over one table are bound by one statement; only where that fails, measure by measure.
    """
    by_relation: defaultdict[str, list[tuple[str, Measure]]] = defaultdict(list)
    for file, measure in measures.items():
        for one in _with_register(measure):
            by_relation[one.table].append((file, one))
    faults: dict[str, UserError] = {}
    with views.binding_connection() as connection:
        for relation, own in by_relation.items():
            table = _empty_relation(connection, relation)
            together = {(at, field): sql for at, (_, one) in enumerate(own) for field, sql in _items(one).items()}
            try:
                found = _describe(connection, together, table)
            except duckdb.Error:
                found = None
            for at, (file, one) in enumerate(own):
                try:
                    types = (
                        _find_types(connection, _items(one), table, one, file)
                        if found is None
                        else {field: kind for (place, field), kind in found.items() if place == at}
                    )
                    _check(types, one, file)
                except UserError as error:
                    faults.setdefault(file, error)
    return {file: faults[file] for file in measures if file in faults}


def _with_register(measure: Measure) -> Iterator[Measure]:
    yield measure
    if measure.holding is not None:
        yield measure.holding.register


def _items(measure: Measure) -> dict[str, str]:
    """Field → its expression as SQL of some period."""
    bounds = _some_bounds()
    trees = {field: getattr(measure, field) for field in measure.texts}
    return {field: to_sql(bind_period(tree, bounds)) for field, tree in trees.items() if tree is not None}


def _check(types: Mapping[str, str], measure: Measure, file: str) -> None:
    for field, found in types.items():
        came = measure.texts[field]
        if field in _CONDITIONS and found != "BOOLEAN":
            raise UserError("应为条件(是或否)", file=file, field=field, came=came, todo="请写成比较式")
        if field == _DAY and found not in ("DATE", "VARCHAR"):
            raise UserError("应为日期或月份", file=file, field=field, came=came, todo="请写日期列或月份列")
        if field not in (*_CONDITIONS, _DAY) and found in ("BOOLEAN", "VARCHAR", "DATE"):
            raise UserError("应为数字", file=file, field=field, came=came, todo="请写成算式")


def _find_types(
    connection: duckdb.DuckDBPyConnection, items: Mapping[str, str], relation: str, measure: Measure, file: str
) -> dict[str, str]:
    """Field → the type of its expression, all bound at once; where that fails, one after the other to find which it is."""
    try:
        return _describe(connection, items, relation)
    except duckdb.Error:
        found: dict[str, str] = {}
    for field, expression in items.items():
        try:
            found |= _describe(connection, {field: expression}, relation)
        except duckdb.Error as error:
            todo = f"{_say_types(getattr(measure, field), measure.table)}{_TYPES_FIT}"
            raise UserError("表达式的类型不对", file=file, field=field, came=measure.texts[field], todo=todo) from error
    return found


def _say_types(tree: exp.Expression, relation: str) -> str:
    """The columns of an expression with what they hold: `item 是文字，value 是数`."""
    types = views.relation_columns(relation)
    names = dict.fromkeys(node.name for node in tree.find_all(exp.Column) if node.name in types)
    said = "，".join(f"{name} 是{_TYPE_WORDS.get(types[name].partition('(')[0], '数')}" for name in names)
    return f"{said}；" if said else ""


def _describe(connection: duckdb.DuckDBPyConnection, items: Mapping[Key, str], relation: str) -> dict[Key, str]:
    if not items:
        return {}
    columns = ", ".join(f"{expression} AS x{at}" for at, expression in enumerate(items.values()))
    rows = connection.execute(f"DESCRIBE SELECT {columns} FROM {relation}").fetchall()
    return dict(zip(items, (row[1] for row in rows), strict=True))


@kept_until_changed(LIMITS_FILE.parent)
def _some_bounds() -> PeriodBounds:
    """Any period: types are the same in all."""
    return PeriodBounds.of("2021-11")


def _empty_relation(connection: duckdb.DuckDBPyConnection, name: str) -> str:
    """An empty table with the columns of a declared table or view; a view's own query takes far longer to bind."""
    if not views.is_view(name):
        return f'"{name}"'
    columns = ", ".join(f'"{column}" {kind}' for column, kind in views.relation_columns(name).items())
    connection.execute(f'CREATE TEMP TABLE IF NOT EXISTS "empty_{name}" ({columns})')
    return f'"empty_{name}"'
