"""Figures over time: every item of the long table of indicator values as a series a place, with where each point came from."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pandas as pd

from core.errors import UserError
from core.settings import today
from core.words import UNCHANGED_WORDS, say_change, say_date, say_number, say_period
from indicators.evaluation import scope_sql
from loaders.importing import read_report
from store import Store

NO_PLACE: Final = "全表"
"""The place of figures whose table names none (a national notice)."""
LEAST_POINTS: Final = 2


@dataclass(frozen=True)
class SeriesChoice:
    """One item that can be drawn: its code, title, unit as the table says it, and how many places and points it has."""

    item: str
    title: str
    unit: str
    places: int
    points: int


def list_series(store: Store, scope: str) -> list[SeriesChoice]:
    """The items with at least two points in some place of the scope, or without any place; most points first."""
    sql = (
        "SELECT item, any_value(item_title), any_value(unit), count(DISTINCT coalesce(place_code, '')), count(*) "
        f"FROM indicator_values WHERE value IS NOT NULL AND (place_code IS NULL OR {scope_sql(scope)}) GROUP BY item "
        f"HAVING count(*) >= {LEAST_POINTS} * count(DISTINCT coalesce(place_code, '')) ORDER BY 5 DESC, 1"
    )
    with store.connect() as connection:
        rows = connection.execute(sql).fetchall()
    return [SeriesChoice(item, title or item, unit or "", places, points) for item, title, unit, places, points in rows]


def read_series(store: Store, item: str, scope: str) -> pd.DataFrame:
    """One row a point, by place and time: place_code ('' without a place), place_name, on (date), period, value, source columns.

    `on` is the stated date, else the last day of the period, in a period that is not over yet the working day. Monthly and
    yearly figures of one item are kept apart: where both are there, the monthly ones are given.
    """
    sql = (
        "SELECT coalesce(place_code, '') AS place_code, "
        f"coalesce(place_name, '{NO_PLACE}') AS place_name, coalesce(as_of, least(DATE '{today(store.folder)}', "
        "CASE WHEN length(period) = 7 THEN last_day(strptime(period || '-01', '%Y-%m-%d')::DATE) "
        "ELSE make_date(period::INTEGER, 12, 31) END)) AS on, "
        "period, value, source_file, source_sheet, source_row, source_column, import_id FROM indicator_values "
        f"WHERE item = ? AND value IS NOT NULL AND (place_code IS NULL OR {scope_sql(scope)}) "
        "QUALIFY length(period) = max(length(period)) OVER () ORDER BY 1, 3"
    )
    with store.connect() as connection:
        frame = connection.execute(sql.replace(" AS on,", ' AS "on",'), [item]).df()
    return frame.assign(on=pd.to_datetime(frame["on"]))


def list_left_out(folder: Path, import_ids: Iterable[str]) -> list[dict[str, object]]:
    """The problems that cost a row in these imports: file, row, title, came, expected. Imports without a report give none."""
    found = []
    for import_id in import_ids:
        try:
            report = read_report(folder, import_id)
        except UserError:
            continue
        problems = [problem for sheet in report["sheets"] for problem in sheet["problems"] if problem["costs"] == "row"]
        found += [
            {"file": report["file"], **{key: one[key] for key in ("row", "title", "came", "expected")}}
            for one in problems
        ]
    return found


def say_figure(value: float, unit: str) -> str:
    """A figure in the unit its table uses: `93.00%` for a stored fraction, `2,085.94 万人`."""
    return f"{value * 100:,.2f}%" if unit == "%" else f"{say_number(value)} {unit}".strip()


def say_course(points: pd.DataFrame, choice: SeriesChoice) -> str:
    """From the first point of one place to its last: `…由2020年3月27日的 … 到2020年10月31日的 …（▲…）`."""
    first, last = points.iloc[0], points.iloc[-1]
    unit = "percent" if choice.unit == "%" else "cny_per_person" if choice.unit == "元" else "ratio"
    change = say_change(last["value"], first["value"], unit)
    said = "，持平" if change == UNCHANGED_WORDS else f"（{change}）"
    name = "" if first["place_name"] == NO_PLACE else first["place_name"]
    return (
        f"{name}{choice.title}由{_say_when(first)}的 {say_figure(first['value'], choice.unit)} "
        f"到{_say_when(last)}的 {say_figure(last['value'], choice.unit)}{said}"
    )


def _say_when(point: pd.Series) -> str:
    ends = point["on"] == pd.Timestamp(point["on"]) + pd.offsets.MonthEnd(0)
    return say_period(point["period"]) if ends else say_date(point["on"].date())
