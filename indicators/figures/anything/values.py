"""A figure's values by place and period: one query, and one figure ÷ another."""

from dataclasses import dataclass
from typing import Final

import pandas as pd

from core.places import LENGTHS, PlaceIndex, cut_to, is_area, significant
from indicators.evaluation import scope_sql
from indicators.figures.anything.known import BETWEEN, LEAST, MEAN, MOST, SUM, UNIT, Figure, rows_sql
from indicators.figures.anything.units import ratio_unit
from store import Store, ask, quote, read_tables

GRID: Final = ("place_code", "period", "value", "rows", "blank", "unread", "is_own")
"""The columns of a grid: rows with a value, rows left empty, rows whose cell could not be read or stands in no sheet's column, and
whether the place reported the figure itself (else it is made from the places below)."""
NO_PERIOD: Final = ""
"""The period of a table that is of the present."""
_WAYS: Final = {SUM: "sum", MEAN: "avg", MOST: "max", LEAST: "min"}


@dataclass(frozen=True)
class Asked:
    """What is looked at: a figure, by which other it is divided, at which level and inside which place, made from rows in which way."""

    figure: Figure
    per: Figure | None
    level: str
    scope: str
    way: str

    @property
    def title(self) -> str:
        """What it is called: `计划资金`, `计划资金 ÷ 受益户数`; of two columns of one item `医保参保 · 已完成数 ÷ 应完成数`."""
        if self.per is None:
            return self.figure.title
        item, between, _ = self.figure.title.rpartition(BETWEEN)
        return f"{self.figure.title} ÷ {self.per.title.removeprefix(item + between)}"

    @property
    def unit(self) -> str:
        """Its unit, one of `core.words` or ''."""
        return ratio_unit(self.figure.unit, self.per.unit)[1] if self.per else self.figure.unit

    @property
    def per_way(self) -> str:
        """How the rows of the divisor become one figure: as those above it where they can."""
        assert self.per is not None
        return self.way if self.way in self.per.ways else self.per.ways[0]


def read_grid(store: Store, asked: Asked) -> pd.DataFrame:
    """One row a place and period with any row of the figure (`GRID`); value is NaN where no row has one."""
    grid = _read(store, asked.figure, asked.level, asked.scope, asked.way)
    if asked.per is None:
        return grid
    below = _read(store, asked.per, asked.level, asked.scope, asked.per_way)
    return divide(grid, below, ratio_unit(asked.figure.unit, asked.per.unit)[0])


def divide(above: pd.DataFrame, below: pd.DataFrame, scale: float = 1.0) -> pd.DataFrame:
    """Place by place and period by period; a divisor of zero, or none, makes the value unknown and never zero.

    Of a figure by month the divisor may be the year's where it has only years, or the present one of a table without periods.
    """
    keyed = above.assign(of=divisor_periods(above["period"], below["period"]))
    known = below.rename(columns={"period": "of", "value": "divisor", "blank": "blank_below", "unread": "unread_below"})
    joined = keyed.merge(
        known[["place_code", "of", "divisor", "blank_below", "unread_below"]], on=["place_code", "of"], how="left"
    )
    divisor = joined["divisor"].where(joined["divisor"] != 0)
    more = {name: joined[name] + joined[f"{name}_below"].fillna(0).astype(int) for name in ("blank", "unread")}
    return joined.assign(value=joined["value"] / divisor * scale, **more)[list(GRID)]


def divisor_periods(above: pd.Series, below: pd.Series) -> pd.Series:
    """Of each period the period of the divisor: the same, the year of a month where there are only years, the present."""
    there = set(below)
    if there == {NO_PERIOD}:
        return pd.Series(NO_PERIOD, index=above.index)
    is_yearly = all(len(period) == 4 for period in there)
    return above.str[:4] if is_yearly else above


def _read(store: Store, figure: Figure, level: str, scope: str, way: str) -> pd.DataFrame:
    with store.connect() as connection:
        frame = ask(connection, _sql(figure, level, scope, way)).to_pandas()
    counts = {name: frame[name].astype(int) for name in ("rows", "blank", "unread")}
    kept = frame.assign(value=frame["value"].astype(float), is_own=frame["is_own"].astype(bool), **counts)
    return kept[list(GRID)].astype({"place_code": object, "period": object}).reset_index(drop=True)


def _sql(figure: Figure, level: str, scope: str, way: str) -> str:
    column, table = figure.column, read_tables()[figure.table]
    period = "period" if table.period != "none" else f"'{NO_PERIOD}'"
    unread = f"(contains(coalesce(absent_columns, ''), ',{column},') OR contains(coalesce(refused_columns, ''), ',{column},'))"
    own = _own_sql(level)
    made = f"{_WAYS[way]}({column}) FILTER (WHERE NOT ({own}))"
    return (
        f"SELECT {key_sql(level)} AS place_code, {period} AS period, coalesce(max({column}) FILTER (WHERE {own}), {made}) AS value, "
        f"count({column}) AS rows, count(*) FILTER (WHERE {column} IS NULL AND NOT {unread}) AS blank, "
        f"count(*) FILTER (WHERE {column} IS NULL AND {unread}) AS unread, "
        f"coalesce(bool_or({own} AND {column} IS NOT NULL), FALSE) AS is_own "
        f"FROM ({rows_sql(figure)}) WHERE {inside_sql(level, scope)} AND {key_sql(level)} IS NOT NULL GROUP BY ALL ORDER BY ALL"
    )


def inside_sql(level: str, scope: str) -> str:
    """The rows inside a place; units that name no county are everywhere."""
    return f"(place_code IS NULL OR {_inside(scope)})" if level == UNIT else _inside(scope)


def _inside(scope: str) -> str:
    """The rows of a place: also those that a prefecture or province reported of itself, which name no county."""
    if not is_area(scope):
        return scope_sql(scope)
    digits = significant(scope)
    return f"starts_with(coalesce(county_code, place_code), {quote(digits)})" if digits else "TRUE"


def key_sql(level: str) -> str:
    """The place a row counts for; NULL where it is of a wider one, or of none."""
    if level == UNIT:
        return "coalesce(unit_kind, '') || '/' || unit_name"
    if level in LENGTHS:
        length = LENGTHS[level]
        whole = f"length(place_code) >= {length}" if length > 6 else "county_code IS NOT NULL"
        return f"CASE WHEN {whole} THEN left({'place_code' if length > 6 else 'county_code'}, {length}) END"
    digits, zeros = (4, "00") if level == "prefecture" else (2, "0000")
    wide = "coalesce(county_code, place_code)"
    narrow = f" AND NOT ends_with({wide}, '0000')" if level == "prefecture" else ""
    return f"CASE WHEN {wide} IS NOT NULL{narrow} THEN left({wide}, {digits}) || '{zeros}' END"


def _own_sql(level: str) -> str:
    """Whether a prefecture or province reported the figure of itself."""
    return f"place_code = {key_sql(level)}" if level in ("prefecture", "province") else "FALSE"


def count_without_place(store: Store, asked: Asked, period: str) -> int:
    """Rows with a value in the period that name no place of the level: they are in none of its figures."""
    figure = asked.figure
    if asked.level == UNIT:
        return 0
    of = f"period = '{period}'" if period else "TRUE"
    sql = (
        f"SELECT count(*) AS n FROM ({rows_sql(figure)}) WHERE {of} AND {figure.column} IS NOT NULL "
        f"AND ({key_sql(asked.level)}) IS NULL AND (place_code IS NULL OR {_inside(asked.scope)})"
    )
    with store.connect() as connection:
        return int(ask(connection, sql).to_pylist()[0]["n"])


def name_places(codes: pd.Series, level: str, places: PlaceIndex) -> pd.DataFrame:
    """place_name and league of codes of a level: units are ranked with those of their kind, places all together."""
    if level == UNIT:
        parts = codes.str.partition("/")
        return pd.DataFrame({"place_name": parts[2], "league": parts[0]})
    found = [places.find(str(code)) for code in codes]
    names = [
        _say_place(place.code, place.name, level, places) if place else str(code)
        for place, code in zip(found, codes, strict=True)
    ]
    return pd.DataFrame({"place_name": names, "league": [""] * len(names)}, index=codes.index)


def _say_place(code: str, name: str, level: str, places: PlaceIndex) -> str:
    """A village with its township, as many villages of a county have one name."""
    above = places.find(cut_to(code, "township")) if level == "village" else None
    return f"{above.name}{name}" if above else name
