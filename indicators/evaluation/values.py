"""The values of one period as they are scored: last year's beside them, what is unknown, and which source each is counted from."""

from calendar import monthrange
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import duckdb
import numpy as np
import pandas as pd

from indicators.declared import REGISTER, Framework, Measure
from indicators.evaluation import coverage, knowing, left_out, query, sampling, sources

_KEYS: Final = ["place_code", "measure"]


def read_values(
    connection: duckdb.DuckDBPyConnection, framework: Framework, period: str, area: str, day: date, newest: date
) -> pd.DataFrame:
    """Long values with last year's beside them: place_code, measure, AGGREGATES, value, last_year_value, state and what
    `sources.choose` adds: each figure counted from the source that is scored.

    `newest` is the last day of which anything of the period is known: the reports of the period, which are as of that day, are
    held against the registers as of it. What these leave out is left out of them on an earlier day too.
    """
    measures = framework.measures
    reported = _judge(_read_known(connection, framework, measures, period, area, day), framework, measures)
    registers = {name: one.counted_from(REGISTER) for name, one in measures.items() if one.holding is not None}
    counted = _read_known(connection, framework, registers, period, area, day)
    whole = counted if day >= newest else _read_known(connection, framework, registers, period, area, newest)
    counted = knowing.with_left_out(counted, knowing.find_left_out(whole, reported, measures), measures)
    counted = _judge(counted, framework, registers)
    emptied = set(counted.loc[(counted["state"] == "missing") & (counted["rows_unknown"] > 0), "measure"])
    complete = coverage.find_whole(connection, [registers[name] for name in sorted(emptied)], period, area)
    return left_out.withhold(connection, sources.choose(reported, counted, complete, framework), framework, period)


def _read_known(
    connection: duckdb.DuckDBPyConnection,
    framework: Framework,
    declared: Mapping[str, Measure],
    period: str,
    area: str,
    day: date,
) -> pd.DataFrame:
    """place_code, measure, AGGREGATES, value, last_year_value of the measures as they are declared, and what `coverage`,
    `sampling` and `left_out.add_lacking` add; `left_out` is 0."""
    now = _read_values(connection, list(declared.values()), framework.level, period, area, day)
    compared = [measure for measure in declared.values() if measure.needs_last_year]
    last = _read_last(connection, framework, compared, _year_before(period), area, _same_day_before(day))
    frame = now.merge(last, on=_KEYS, how="left")
    frame["is_last_unclear"] = frame["is_last_unclear"].fillna(False).astype(bool)
    growth = frame["measure"].map({name: measure.is_growth for name, measure in declared.items()}).astype(bool)
    is_base = frame["last_numerator"] > 0
    grown = (frame["numerator"] / frame["last_numerator"].where(is_base)) - 1
    frame["value"] = frame["value"].where(~growth, grown)
    frame["denominator"] = frame["denominator"].where(~growth, frame["last_numerator"])
    frame = _with_places_below(connection, frame, framework, declared, period, area)
    frame = sampling.add_intervals(connection, frame, declared, framework.level, period, area, day)
    is_of_places = framework.level == "county"
    if not is_of_places:
        return frame.assign(lacks=0.0, refused=0.0, left_out=0.0)
    frame = left_out.add_refused(connection, frame, declared, period, area)
    frame = left_out.add_lacking(connection, frame, declared, period, area)
    return frame.assign(left_out=0.0)


def _read_last(
    connection: duckdb.DuckDBPyConnection,
    framework: Framework,
    compared: Sequence[Measure],
    period: str,
    area: str,
    day: date,
) -> pd.DataFrame:
    """place_code, measure, last_year_value, last_numerator, is_last_unclear: where rows of last year are there, and too much of them
    is not known, or rows of their file are in no table, to compare with them."""
    last = _read_values(connection, compared, framework.level, period, area, day)
    if framework.level == "county":
        last = left_out.add_refused(connection, last, {one.id: one for one in compared}, period, area)
    else:
        last = last.assign(refused=0.0)
    unknown = knowing.unknown_share(last.assign(places_absent=0.0, places_present=np.nan))
    is_sure = (unknown <= framework.unknown_at_most) & ~(last["refused"] > 0)
    last = last.assign(
        last_year_value=last["value"].where(is_sure), is_last_unclear=~is_sure & (last["rows_present"] > 0)
    )
    last = last.rename(columns={"numerator": "last_numerator"})
    return last[[*_KEYS, "last_year_value", "last_numerator", "is_last_unclear"]]


def _judge(frame: pd.DataFrame, framework: Framework, declared: Mapping[str, Measure]) -> pd.DataFrame:
    return knowing.judge(frame, declared, framework.unknown_at_most).drop(columns="last_numerator")


def _read_values(
    connection: duckdb.DuckDBPyConnection, measures: Sequence[Measure], level: str, period: str, area: str, day: date
) -> pd.DataFrame:
    """The aggregates of a period on a day with the value of the judged rows; rows_unknown has the rows that may not belong, too."""
    frame = query.measure_values(connection, measures, period, level, area, day)
    frame["rows_unknown"] += frame["rows_uncounted"]
    value = knowing.value_of(frame["numerator"], frame["denominator"], frame["measure"], {m.id: m for m in measures})
    is_known = (frame["rows_judged"] > 0) | (frame["rows_unknown"] == 0)
    return frame.assign(value=value.where(is_known))


def _with_places_below(
    connection: duckdb.DuckDBPyConnection,
    frame: pd.DataFrame,
    framework: Framework,
    declared: Mapping[str, Measure],
    period: str,
    area: str,
) -> pd.DataFrame:
    """Adds the columns of `coverage`, and places_absent: how many places below are expected and have no row; the parts of the
    value at worst are then those with them."""
    measures = list(declared.values()) if framework.level == "county" else []
    claims = [measure for measure in framework.measures.values() if measure.holding is not None]
    below = coverage.count_places(connection, measures, claims, period, area)
    alike = coverage.sum_alike(connection, measures, period, _year_before(period), area)
    for more in (below, alike):
        frame = frame.merge(more.astype({"place_code": object, "measure": object}), on=_KEYS, how="left")
    numbers = [*coverage.COVERAGE, *coverage.ALIKE]
    frame = frame.astype(dict.fromkeys(numbers, float))
    return knowing.with_absent(frame.assign(places_absent=frame["places_expected"] - frame["places_present"]), declared)


def _year_before(period: str) -> str:
    return f"{int(period[:4]) - 1:04d}{period[4:]}"


def _same_day_before(day: date) -> date:
    """The same day of the year before; of the last day of a month that month's last day."""
    last = monthrange(day.year - 1, day.month)[1]
    is_last = day.day == monthrange(day.year, day.month)[1]
    return date(day.year - 1, day.month, last if is_last else min(day.day, last))
