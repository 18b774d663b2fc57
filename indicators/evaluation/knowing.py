"""What a measure knows of a place: rows that cannot be judged, the value at worst, and whether that is enough to score it.

An empty cell is neither a yes nor a no, neither zero nor nothing to look at. A value is that of the judged rows; marks are
reckoned from the value at worst, where unknown rows count as falling short, so that leaving a cell empty never pays.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

import numpy as np
import pandas as pd
from sqlglot import exp

from indicators.declared import Holding, Measure, views
from indicators.scoring import HIGHER, LOWER

KNOWN: Final = ("rows_judged", "rows_uncounted", "low_numerator", "low_denominator", "worst")
"""Aggregates beside those of `query`: rows judged; rows of which nobody knows whether they belong to the population; the
parts of the value at worst (NULL where no bound can be named); of a mean the worst known row."""
_NUMBERS: Final = ("BIGINT", "INTEGER", "DOUBLE", "HUGEINT", "DECIMAL", "FLOAT", "SMALLINT")
ROUNDING: Final = 1e-6
ALIKE_AT_LEAST: Final = 0.5
"""Of a total compared with last year: the share of the places with a figure of this year that have one of last year."""
Row: TypeAlias = pd.Series | Mapping[Any, Any]
"""A row of `Evaluation.measures`; of many rows a dict each, which is far cheaper to make."""
_Sql = Callable[[exp.Expression | None], str]


def known_items(measure: Measure, sql: _Sql) -> tuple[str, ...]:
    """The SQL aggregates `KNOWN` of one measure; `sql` writes an expression for the period."""
    population = f"({sql(measure.population)})"
    make = {"share": _share, "ratio": _ratio, "count": _count, "total": _total, "mean": _mean}[measure.kind]
    judged, low_top, low_bottom = make(measure, population, sql)
    worst = _worst(measure, population, sql) if measure.kind == "mean" else "NULL"
    return judged, f"count(CASE WHEN {population} IS NULL THEN 1 END)", low_top, low_bottom, worst


def _share(measure: Measure, population: str, sql: _Sql) -> tuple[str, str, str]:
    """At worst what is not known is as it should not be; a row that would only do good is then not of the population."""
    met = f"({sql(measure.met)})"
    judged = f"count(CASE WHEN {population} AND {met} IS NOT NULL THEN 1 END)"
    held = f"count(CASE WHEN {population} AND {met} THEN 1 END)"
    bad = f"NOT {met}" if measure.direction == HIGHER else met
    harming = f"{met} IS NULL OR ({population} IS NULL AND {bad})"
    open_ = f"count(CASE WHEN coalesce({population}, TRUE) AND ({harming}) THEN 1 END)"
    return judged, held if measure.direction == HIGHER else f"{held} + {open_}", f"{judged} + {open_}"


def _ratio(measure: Measure, population: str, sql: _Sql) -> tuple[str, str, str]:
    """At worst an empty amount above the line is nought (below it, where lower is better, all of it); a row that does not
    say what it is divided by weighs as much as the others do."""
    top, bottom = f"({sql(measure.numerator)})", f"({sql(measure.denominator)})"
    known = f"{population} AND {top} IS NOT NULL AND {bottom} IS NOT NULL"
    maybe = f"coalesce({population}, TRUE)"
    unknown = f"{maybe} AND NOT coalesce({known}, FALSE)"
    usual = f"coalesce(avg(CASE WHEN {known} THEN {bottom} END), 0)"
    weight = f"coalesce({bottom}, 0)"
    unweighed = f"{usual} * count(CASE WHEN {maybe} AND {bottom} IS NULL THEN 1 END)"
    low_bottom = f"coalesce(sum(CASE WHEN {maybe} THEN {bottom} END), 0) + {unweighed}"
    empty = f"coalesce({sql(_without_gaps(measure.numerator, measure.table))}, 0)"
    if measure.direction == HIGHER:
        rest = f"sum(CASE WHEN {unknown} THEN CASE WHEN {bottom} IS NULL THEN 0 ELSE {empty} END END)"
    else:
        rest = f"coalesce(sum(CASE WHEN {unknown} THEN {weight} END), 0) + {unweighed}"
    low_top = f"sum(CASE WHEN {known} THEN {top} END) + coalesce({rest}, 0)"
    return f"count(CASE WHEN {known} THEN 1 END)", low_top, low_bottom


def _count(measure: Measure, population: str, _: _Sql) -> tuple[str, str, str]:
    held = f"count(CASE WHEN {population} THEN 1 END)"
    open_ = f" + count(CASE WHEN {population} IS NULL THEN 1 END)" if measure.direction == LOWER else ""
    return f"count(CASE WHEN {population} IS NOT NULL THEN 1 END)", f"{held}{open_}", "NULL"


def _total(measure: Measure, population: str, sql: _Sql) -> tuple[str, str, str]:
    """Where lower is better nobody can say how much an unknown row adds."""
    top = f"({sql(measure.numerator)})"
    known, maybe = f"{population} AND {top} IS NOT NULL", f"coalesce({population}, TRUE)"
    low = f"sum(CASE WHEN {known} THEN {top} END)"
    if measure.direction == LOWER:
        low = f"CASE WHEN count(CASE WHEN {maybe} AND ({population} IS NULL OR {top} IS NULL) THEN 1 END) = 0 THEN {low} END"
    return f"count(CASE WHEN {known} THEN 1 END)", low, "NULL"


def _mean(measure: Measure, population: str, sql: _Sql) -> tuple[str, str, str]:
    """At worst an unknown row is like the worst known one."""
    top = f"({sql(measure.numerator)})"
    known = f"{population} AND {top} IS NOT NULL"
    worst = _worst(measure, population, sql)
    open_ = f"count(CASE WHEN coalesce({population}, TRUE) AND ({population} IS NULL OR {top} IS NULL) THEN 1 END)"
    judged = f"count(CASE WHEN {known} THEN 1 END)"
    return judged, f"sum(CASE WHEN {known} THEN {top} END) + {open_} * {worst}", f"{judged} + {open_}"


def _worst(measure: Measure, population: str, sql: _Sql) -> str:
    top = f"({sql(measure.numerator)})"
    least = "min" if measure.direction == HIGHER else "max"
    return f"{least}(CASE WHEN {population} AND {top} IS NOT NULL THEN {top} END)"


def _without_gaps(tree: exp.Expression | None, relation: str) -> exp.Expression | None:
    """The expression with empty numbers read as 0 and empty conditions as false."""
    kinds = views.relation_columns(relation)

    def fill(node: exp.Expression) -> exp.Expression:
        kind = kinds.get(node.name, "") if isinstance(node, exp.Column) else ""
        if not (kind == "BOOLEAN" or kind.startswith(_NUMBERS)):
            return node
        empty = exp.false() if kind == "BOOLEAN" else exp.Literal.number(0)
        return exp.Coalesce(this=node.copy(), expressions=[empty])

    return None if tree is None else tree.transform(fill)


def value_of(top: pd.Series, bottom: pd.Series, measures: pd.Series, declared: Mapping[str, Measure]) -> pd.Series:
    """Values from their parts: what is counted or added up alone, else one divided by the other; NaN where unknown."""
    is_direct = measures.map({name: one.kind in ("count", "total") for name, one in declared.items()}).astype(bool)
    return (top / bottom.where(bottom != 0)).where(~is_direct, top).astype(float)


def unknown_share(frame: pd.DataFrame) -> pd.Series:
    """The share of what cannot be judged, 0–1: unknown rows and absent places of these and the judged rows; 0 without any.

    An absent place weighs as many rows as the present ones have each, but at least one.
    """
    return pd.Series(_unknown_share(frame), index=frame.index)


def unknown_share_of(row: Row) -> float:
    """`unknown_share` of one row of `Evaluation.measures`."""
    return float(_unknown_share(row))


def _unknown_share(known: Any) -> np.ndarray:
    """Of a frame by its rows, of one row as one number."""
    names = ("rows_unknown", "rows_judged", "places_present", "places_absent")
    rows, judged, present, absent = (np.nan_to_num(np.asarray(known[name], dtype="float64")) for name in names)
    each = np.where(present > 0, (rows + judged) / np.where(present > 0, present, 1.0), 1.0).clip(min=1.0)
    unknown = rows + absent * each
    total = unknown + judged
    share: np.ndarray = unknown / np.where(total > 0, total, 1.0)
    return share


def with_absent(frame: pd.DataFrame, declared: Mapping[str, Measure]) -> pd.DataFrame:
    """The frame with the parts of the value at worst as they are with the absent places: of a share or ratio these weigh as
    the present ones do and fall short; where more is worse, and of a mean, nobody can say how bad they are."""
    kinds = frame["measure"].map({name: one.kind for name, one in declared.items()})
    is_lower = frame["measure"].map({name: one.direction == LOWER for name, one in declared.items()}).astype(bool)
    is_absent, is_share = frame["places_absent"] > 0, kinds.isin(["share", "ratio"])
    times = (frame["places_expected"] / frame["places_present"].where(frame["places_present"] > 0)).where(
        is_absent, 1.0
    )
    top, bottom = frame["low_numerator"], frame["low_denominator"]
    top = top + (bottom * (times - 1)).where(is_absent & is_share & is_lower, 0.0)
    top = top.where(~is_absent | is_share | (~is_lower & (kinds != "mean")))
    return frame.assign(low_numerator=top, low_denominator=bottom * times)


def find_left_out(frame: pd.DataFrame, reported: pd.DataFrame, declared: Mapping[str, Measure]) -> pd.DataFrame:
    """place_code, measure, left_out: how many fewer (persons, households … as the measure divides by) the frame of registers holds
    than the places reported in the same period; 0 where it holds as many.

    Unknown rows hold what they say they do, where they do not what the others hold on average.

    `reported` has place_code, measure, denominator; `declared` are the reported measures. A register may hold more than was
    reported: reports are sent once and registers go on.
    """
    keys = pd.MultiIndex.from_frame(frame[["place_code", "measure"]])
    claimed = reported.set_index(["place_code", "measure"])["denominator"].reindex(keys).to_numpy(dtype=float)
    names, holdings = frame["measure"], {name: one.holding for name, one in declared.items() if one.holding is not None}
    is_share = names.map({name: _divides_alike(one) for name, one in holdings.items()}).astype(bool)
    tolerance = names.map({name: one.tolerance for name, one in holdings.items()}).astype(float)
    held = frame["denominator"].fillna(0) + frame["rows_unknown"].fillna(0) * weight_of_a_row(frame)
    is_weighed = names.map({name: one.register.kind == "ratio" for name, one in holdings.items()}).astype(bool)
    at_most = frame["low_denominator"].fillna(0)
    held = held.clip(lower=at_most).where(~is_weighed, at_most)
    gap = (claimed - held).where(is_share & (frame["rows_present"] > 0), 0.0).fillna(0.0)
    left_out = gap.where(gap > tolerance * claimed + ROUNDING, 0.0)
    return frame[["place_code", "measure"]].assign(left_out=left_out)


def with_left_out(frame: pd.DataFrame, found: pd.DataFrame, declared: Mapping[str, Measure]) -> pd.DataFrame:
    """The frame of registers with what `find_left_out` found, be it on a later day: unknown rows that fall short, so that leaving
    rows out never pays."""
    frame = frame.drop(columns="left_out", errors="ignore").merge(found, on=["place_code", "measure"], how="left")
    left_out = frame["left_out"].fillna(0.0)
    is_lower = frame["measure"].map({name: one.direction == LOWER for name, one in declared.items()}).astype(bool)
    return frame.assign(
        left_out=left_out,
        rows_unknown=frame["rows_unknown"] + left_out / weight_of_a_row(frame),
        low_numerator=frame["low_numerator"] + left_out.where(is_lower, 0.0),
        low_denominator=frame["low_denominator"] + left_out,
    )


def weight_of_a_row(frame: pd.DataFrame) -> pd.Series:
    """What a judged row adds to what a measure divides by, on average; 1 where none is judged."""
    judged = frame["rows_judged"].where(frame["rows_judged"] > 0)
    return (frame["denominator"] / judged).fillna(1.0).replace(0, 1.0)


def _divides_alike(holding: Holding) -> bool:
    """Whether a register divides by what the reports divide by."""
    form = holding.register
    return holding.compares == "value" and form.kind in ("share", "ratio") and not form.is_growth


def judge(frame: pd.DataFrame, declared: Mapping[str, Measure], at_most: float) -> pd.DataFrame:
    """Adds state and scored_value to the values of places.

    `frame` has the aggregates with all unknown rows in `rows_unknown`, value, last_year_value, places_absent, and
    alike_value, alike_last_year and whole_last_year where a total is compared over the same places below.

    state: `reported`; `not_applicable` where rows are there, all are judged and none is in the population; `unknown` or
    `incomplete` where more than `at_most` of the rows cannot be judged, or of the places below have sent nothing, where
    nobody can say how bad what is unknown may be, and where so little is known of last year's rows; `missing` where nothing is
    known at all. scored_value is what marks are reckoned from: the value at worst, or that of the same places as last year.
    """
    frame = frame.assign(scored_value=_scored_value(frame, declared))
    is_alike = frame["alike_value"].notna()
    frame["scored_value"] = frame["scored_value"].where(~is_alike, frame["alike_value"])
    is_compared = is_alike | frame["whole_last_year"].notna()
    frame["last_year_value"] = frame["last_year_value"].where(~is_compared, frame["alike_last_year"])
    return frame.assign(state=_states(frame, declared, at_most))


def _scored_value(frame: pd.DataFrame, declared: Mapping[str, Measure]) -> pd.Series:
    low = value_of(frame["low_numerator"], frame["low_denominator"], frame["measure"], declared)
    is_whole = frame["rows_unknown"].fillna(0) + frame["places_absent"].fillna(0) == 0
    growth = frame["measure"].map({name: one.is_growth for name, one in declared.items()}).astype(bool)
    return frame["value"].where(is_whole | growth, low.where(frame["value"].notna()))


def _states(frame: pd.DataFrame, declared: Mapping[str, Measure], at_most: float) -> pd.Series:
    kinds = frame["measure"].map({name: one.kind for name, one in declared.items()})
    absent, rows = frame["places_absent"].fillna(0), frame["rows_unknown"].fillna(0)
    has_rows, is_known = frame["rows_present"] > 0, frame["value"].notna()
    nobody = has_rows & (frame["rows_total"] == 0) & (rows + absent == 0) & kinds.isin(["share", "ratio", "mean"])
    is_too_much = (unknown_share(frame) > at_most) | frame["scored_value"].isna() | _is_undecided(frame, declared)
    is_too_much |= frame["is_last_unclear"]
    conditions = [
        nobody,
        has_rows & is_known & is_too_much & (absent > 0),
        has_rows & is_known & is_too_much,
        has_rows & is_known,
    ]
    states = np.select(conditions, ["not_applicable", "incomplete", "unknown", "reported"], default="missing")
    return pd.Series(states, index=frame.index, dtype=object)


def _is_undecided(frame: pd.DataFrame, declared: Mapping[str, Measure]) -> pd.Series:
    """Totals whose marks hang on places that have sent nothing, this year or last: over the same places they differ from those of all.
    So few places with both say nothing of the others (`ALIKE_AT_LEAST`)."""
    is_compared, both = frame["alike_value"].notna(), frame["townships_alike"]
    found = is_compared & (both < ALIKE_AT_LEAST * frame["places_present"])
    is_lacking = (frame["rows_unknown"].fillna(0) + frame["places_absent"].fillna(0) > 0) | (
        both < frame["places_present"]
    )
    is_partial = is_compared & is_lacking
    for name, rows in frame[is_partial].groupby("measure"):
        rule = declared[str(name)].rule
        if rule is not None:
            alike = rule.share(rows["alike_value"], rows["alike_last_year"])
            found.loc[rows.index] |= alike != rule.share(rows["value"], rows["whole_last_year"])
    return found
