"""The same statement for Spark: sqlglot's translation, and what it leaves different put right.

What was found different by comparing both engines on edge values: a fraction cast to a whole number (DuckDB rounds half to
even, Spark cuts off), a division by zero (DuckDB answers infinity, Spark stops), rounding to digits (DuckDB rounds the
multiple, Spark the written number: 2.675).
"""

import sqlglot
from sqlglot import exp

SOURCE, TARGET = "duckdb", "spark"
_TEXTS = (exp.Substring, exp.Literal, exp.Floor, exp.Ceil, exp.Length)
"""Operands of a cast to a whole number that are texts of digits or whole already."""


def to_spark(sql: str) -> str:
    """One statement in Spark's dialect."""
    return _same_meaning(sqlglot.parse_one(sql, dialect=SOURCE)).sql(dialect=TARGET)


def table_names(sql: str) -> set[str]:
    """The tables a statement reads; names of its own WITH parts are not among them."""
    tree = sqlglot.parse_one(sql, dialect=SOURCE)
    own = {cte.alias for cte in tree.find_all(exp.CTE)}
    return {table.name for table in tree.find_all(exp.Table) if table.name not in own}


def _same_meaning(tree: exp.Expr) -> exp.Expr:
    for cast in list(tree.find_all(exp.Cast)):
        if cast.to.this in exp.DataType.INTEGER_TYPES and not isinstance(cast.this, _TEXTS):
            cast.set("this", exp.func("BROUND", exp.cast(cast.this, "DOUBLE")))
    for choice in list(tree.find_all(exp.In)):
        if isinstance(choice.this, exp.Tuple) and choice.expressions:
            choice.replace(exp.paren(exp.or_(*(_equal(choice.this, one) for one in choice.expressions))))
    for rounding in list(tree.find_all(exp.Round)):
        if rounding.args.get("decimals"):
            rounding.replace(_rounded(rounding.this, rounding.args["decimals"]))
    for division in reversed(list(tree.find_all(exp.Div))):
        if not _is_never_zero(division.expression):
            division.replace(_division(division.this, division.expression))
    return tree


def _equal(left: exp.Tuple, right: exp.Expr) -> exp.Expr:
    """That two tuples agree part by part, false where a part is empty; Spark compares structures by their field types."""
    pairs = zip(left.expressions, right.expressions, strict=True)
    agree = exp.and_(*(exp.EQ(this=one.copy(), expression=other.copy()) for one, other in pairs))
    return exp.func("COALESCE", agree, exp.false())


def _rounded(value: exp.Expr, digits: exp.Expr) -> exp.Expr:
    unit = exp.cast(exp.Literal.number(f"1{'0' * int(digits.name)}"), "DOUBLE")
    whole = exp.Round(this=exp.Mul(this=exp.paren(exp.cast(value, "DOUBLE")), expression=unit))
    return exp.paren(exp.Div(this=whole, expression=unit.copy()))


def _is_never_zero(tree: exp.Expr) -> bool:
    inner = tree.unnest()
    if isinstance(inner, exp.Cast):
        inner = inner.this
    if isinstance(inner, exp.Nullif):
        return inner.expression.sql() in ("0", "0.0")
    return isinstance(inner, exp.Literal) and not inner.is_string and float(inner.this) != 0


def _division(top: exp.Expr, bottom: exp.Expr) -> exp.Expr:
    """The quotient where the divisor may be zero: infinity with the dividend's sign, no number for 0 / 0."""
    division = (
        "CASE WHEN {b} <> 0 THEN {a} / {b} WHEN {b} = 0 AND {a} > 0 THEN CAST('Infinity' AS DOUBLE) "
        "WHEN {b} = 0 AND {a} < 0 THEN CAST('-Infinity' AS DOUBLE) WHEN {b} = 0 AND {a} = 0 THEN CAST('NaN' AS DOUBLE) END"
    )
    return exp.paren(
        sqlglot.parse_one(division.format(a=f"({top.sql(SOURCE)})", b=f"({bottom.sql(SOURCE)})"), dialect=SOURCE)
    )
