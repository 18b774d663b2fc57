"""Two worlds held side by side: what a place reported, and what can be counted from its registers; one of them is scored."""

from typing import Final

import numpy as np
import pandas as pd

from indicators.declared import REGISTER, REPORTED, Framework
from indicators.evaluation.sampling import INTERVALS

KEYS: Final = ["place_code", "measure"]
FIGURES: Final = ("value", "numerator", "denominator")
ROWS: Final = ("rows_total", "rows_short")
KNOWN: Final = (
    "rows_present", "last_year_value", "state", "scored_value", "low_numerator", "low_denominator", "rows_judged", "rows_unknown",
    "places_expected", "places_present", "places_absent", "townships_alike", "left_out", "lacks", "refused", "is_last_unclear",
    "gaps", *INTERVALS,
)  # fmt: skip
"""What is known of the figure that is scored."""
ADDED: Final = (
    "source", "names_from", *(f"{source}_{name}" for source in (REPORTED, REGISTER) for name in FIGURES),
    "register_short", "register_state", "register_unknown",
)  # fmt: skip
"""The columns `choose` adds."""


def choose(reported: pd.DataFrame, register: pd.DataFrame, whole: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """One row a place × measure with the figure of the source that is scored.

    Both frames have place_code, measure, the aggregates of a query, value, last_year_value and state. Added are `ADDED`:
    source (`register` where its value may be scored, the framework wants that, its rows are there and, where the rule
    compares with last year, last year's are there too; else `reported`), names_from (`register` wherever its rows are
    there: short rows are then counted from it), both figures (NaN where not known), the register's short rows, state, and how much of it
    nobody can judge (rows, and places below without any).

    Rows none of which can be judged are there all the same where every table behind them is (`whole`: place_code, measure),
    so that emptying a register does not put the reported figure in its place; without one of its tables it is not there.
    """
    held = register.set_index(KEYS)
    missing = pd.MultiIndex.from_frame(register[KEYS]).difference(pd.MultiIndex.from_frame(reported[KEYS]))
    frame = pd.concat([reported, _unreported(missing)], ignore_index=True)
    keys = pd.MultiIndex.from_frame(frame[KEYS])
    for name in FIGURES:
        frame[f"{REPORTED}_{name}"] = frame[name]
    held = held.reindex(keys)
    for name in FIGURES:
        frame[f"{REGISTER}_{name}"] = held[name].to_numpy(dtype=float)
    frame["register_short"] = held["rows_short"].to_numpy(dtype=float)
    open_rows = held["rows_unknown"].fillna(0) + held["places_absent"].fillna(0)
    frame["register_unknown"] = open_rows.to_numpy(dtype=float)
    frame["register_state"] = held["state"].fillna("").to_numpy(dtype=object)
    is_there = held["rows_present"].fillna(0).to_numpy(dtype=float) > 0
    is_emptied = keys.isin(pd.MultiIndex.from_frame(whole[KEYS])) & (held["rows_unknown"] > 0).to_numpy()
    has_names = is_there & ((held["state"] != "missing").to_numpy() | is_emptied)
    is_register = has_names & _may_be_scored(frame, held, framework)
    frame["names_from"] = np.where(has_names, REGISTER, REPORTED)
    frame["source"] = np.where(is_register, REGISTER, REPORTED)
    for name in (*FIGURES, *KNOWN):
        frame[name] = frame[name].where(~is_register, held[name].to_numpy())
    for name in ROWS:
        frame[name] = frame[name].where(~has_names, held[name].to_numpy())
    return frame.astype({"names_from": object, "source": object})


def _unreported(keys: pd.MultiIndex) -> pd.DataFrame:
    """Rows of places whose register is there and whose report is not."""
    return keys.to_frame(index=False).assign(state="missing", rows_present=0.0).astype({"state": object})


def _may_be_scored(frame: pd.DataFrame, held: pd.DataFrame, framework: Framework) -> np.ndarray:
    compared = {name: one.needs_last_year for name, one in framework.measures.items()}
    is_allowed = frame["measure"].isin(_held(framework)).to_numpy()
    needs_last_year = np.array([compared[name] for name in frame["measure"]], dtype=bool)
    has_last_year = held["last_year_value"].notna().to_numpy()
    return np.asarray(is_allowed & (has_last_year | ~needs_last_year))


def is_self_told(rows: pd.DataFrame, framework: Framework) -> pd.Series:
    """Whether each row of `choose` has the figure that a place reports of itself, where its register would be scored if it were there."""
    return rows["measure"].isin(_held(framework)) & (rows["source"] == REPORTED) & (rows["names_from"] == REPORTED)


def mark_by_report(frame: pd.DataFrame, framework: Framework) -> pd.DataFrame:
    """The frame with is_by_report: a place has the figure it reports of itself where another has one of its register, so that the two
    are not counted alike."""
    registered = set(frame.loc[frame["source"] == REGISTER, "measure"])
    is_mixed = frame["measure"].isin(registered) & frame["value"].notna() & ~(frame["left_out"] > 0)
    return frame.assign(is_by_report=is_self_told(frame, framework) & is_mixed)


def _held(framework: Framework) -> set[str]:
    """The measures scored from a register wherever its rows are there."""
    if framework.scored_from != REGISTER:
        return set()
    return {name for name, one in framework.measures.items() if one.holding is not None and one.holding.is_scored}
