"""Registers of which a place has sent no row at all, while its neighbours have, or it had before, and it reports that there is
something.

Where nobody keeps a register, what is reported is all there is, and it is scored. Where one is kept, sending none of it would put
the place's own word in the place of the names: the measure is then not scored there. A register is kept where the place had rows of it
before, and where at least half of the counties of its prefecture that have something to say have sent it: one county that tries a
register out does not take the marks of all others away.
"""

from collections.abc import Mapping, Set
from typing import Final

import duckdb
import pandas as pd

from core.places import prefecture_of
from indicators.declared import REGISTER, REPORTED, Framework, Measure, views
from indicators.evaluation.coverage import BINDINGS
from indicators.evaluation.knowing import Row
from indicators.evaluation.query import ask, bound_rows_sql
from store import read_tables

KEPT_FROM: Final = 0.5
"""A register is kept in a prefecture from this share on of its counties that report or register anything of a measure."""
_KEYS: Final = ["place_code", "measure"]


def withhold(
    connection: duckdb.DuckDBPyConnection, frame: pd.DataFrame, framework: Framework, period: str
) -> pd.DataFrame:
    """The frame of `sources.choose` in which a reported figure whose register is withheld is unknown: everything it speaks of is
    left out, none of it can be judged."""
    registers = {
        name: one.holding.register
        for name, one in framework.measures.items()
        if one.holding is not None and one.holding.is_scored and framework.scored_from == REGISTER
    }
    is_asked = frame["measure"].isin(registers) & (frame["names_from"] == REPORTED) & (frame["state"] != "missing")
    asked = frame[is_asked & (frame["reported_denominator"] > 0)]
    if asked.empty:
        return frame
    has_names = frame["measure"].isin(registers) & (frame["names_from"] == REGISTER)
    talking = frame[has_names | (is_asked & (frame["reported_denominator"] > 0))]
    found = _find(connection, asked, talking.assign(has_names=has_names), registers, period)
    is_found = pd.Series(pd.MultiIndex.from_frame(frame[_KEYS]).isin(found), index=frame.index)
    claimed = frame["reported_denominator"]
    return frame.assign(
        state=frame["state"].where(~is_found, "unknown"),
        left_out=frame["left_out"].where(~is_found, claimed),
        rows_unknown=frame["rows_unknown"].where(~is_found, claimed),
        rows_judged=frame["rows_judged"].where(~is_found, 0.0),
    )


def is_withheld(row: Row) -> bool:
    """Whether the register of a row of `Evaluation.measures` is withheld: a reported figure that leaves anything out."""
    return bool(row["source"] == REPORTED and row["left_out"] > 0)


def _find(
    connection: duckdb.DuckDBPyConnection,
    asked: pd.DataFrame,
    talking: pd.DataFrame,
    registers: Mapping[str, Measure],
    period: str,
) -> list[tuple[str, str]]:
    """(place, measure) of those asked whose register is withheld.

    It is where none of the rows of its first table are there and it is kept; and where only its other tables are lacking, where as
    many places have enough of them to be judged. A register of which nothing had happened by the day is not withheld.
    """
    prefectures = talking["place_code"].map(prefecture_of)
    is_kept = talking["has_names"].groupby([talking["measure"], prefectures]).mean() >= KEPT_FROM
    found = []
    for name, rows in asked.groupby("measure"):
        now, before = _senders(connection, registers[str(name)], period)
        for code, is_there in zip(rows["place_code"], rows["register_state"] != "", strict=True):
            kept = is_kept[name, prefecture_of(code)]
            if (kept or code in before) if code not in now else (kept and is_there):
                found.append((str(code), str(name)))
    return found


def _senders(connection: duckdb.DuckDBPyConnection, form: Measure, period: str) -> tuple[Set[str], Set[str]]:
    """The counties of which the first table of a register has rows that count in the period, and those that had some in the twelve
    months before (of a table by year, in the year before)."""
    table = views.base_tables(form.table)[0]
    kind = read_tables()[table].period
    binding = BINDINGS[kind] if views.is_view(form.table) else form.binding
    year = f"{int(period[:4]) - 1:04d}"
    before = bound_rows_sql(table, "year", year) if kind == "year" else bound_rows_sql(table, BINDINGS[kind], period)
    now, earlier = (
        ask(connection, f"SELECT DISTINCT county_code FROM ({rows}) WHERE county_code IS NOT NULL")
        for rows in (bound_rows_sql(table, binding, period), before)
    )
    return frozenset(now["county_code"].to_pylist()), frozenset(earlier["county_code"].to_pylist())
