"""What stands in the picture places × checks of 疑点核查: which checks, in which order, and what each cell says.

It takes the frame of `findings.read_matrix`; here nothing is counted, only chosen, put in order and added up.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import pandas as pd

from indicators.declared import SUSPICIONS, Framework, Measure

STATES: Final = {"new": "新增", "still": "仍在", "first": "首次核查", "gone": "已消除", "exempt": "已豁免"}
"""State of a finding → its word. `first`: the county had not been checked before."""
STATE_WORDS: Final = STATES | {"unclear": "仍在（暂无法判断）"}
"""The words of every state: one that nobody can judge any more is counted among those that are still there."""
FILTERS: Final = ("indicator", "aspect", "problem_type", "department", "suspicion")
"""What checks may be chosen by, beside the state of their findings."""
SHADE_LINES: Final = (0.001, 0.01, 0.05, 0.2)
"""Rates from which the next darker shade begins; one scale for every check, so that shades compare across columns."""
SHADE_WORDS: Final = ("不到 0.1%", "0.1%–1%", "1%–5%", "5%–20%", "20% 以上")
LEAST_FOR_DARK: Final = 3
"""Findings from which a cell may take the two darkest shades."""
FEW: Final = 10
"""Checks shown at first: those with most findings."""
COUNT: Final = "count"
SUMS: Final = ("population", "unknown", "findings", "new", "still", "gone", "exempt")
_UNRANKED: Final = len(SUSPICIONS)


@dataclass(frozen=True)
class Group:
    """Checks of one indicator that stand side by side."""

    title: str
    checks: tuple[Measure, ...]


def choose_checks(framework: Framework, cuts: Mapping[str, str]) -> dict[str, Measure]:
    """Id → check, of the checks that pass every filter (`FILTERS` → value)."""
    kept = {
        name: check
        for name, check in framework.measures.items()
        if all(getattr(check, field) == value for field, value in cuts.items() if field in FILTERS and value)
    }
    return dict(kept)


def list_choices(framework: Framework, cuts: Mapping[str, str], field: str) -> list[str]:
    """The values one filter can take while the other filters stay as they are, in the order of the framework."""
    others = {name: value for name, value in cuts.items() if name != field}
    values = dict.fromkeys(getattr(check, field) for check in choose_checks(framework, others).values())
    found = [value for value in values if value]
    return [value for value in SUSPICIONS if value in found] if field == "suspicion" else found


def add_counts(matrix: pd.DataFrame, state: str = "", checks: Collection[str] | None = None) -> pd.DataFrame:
    """The matrix with `count`, the findings in a state ('' is open ones: neither gone nor exempt), of these checks only."""
    kept = matrix if checks is None else matrix[matrix["check"].isin(list(checks))]
    return kept.assign(**{COUNT: _counts(kept, state)})


def _counts(matrix: pd.DataFrame, state: str) -> pd.Series:
    if state == "first":
        return (matrix["findings"] - matrix["new"] - matrix["still"]).clip(lower=0)
    return matrix[state or "findings"]


def rank_checks(counted: pd.DataFrame, checks: Mapping[str, Measure]) -> pd.DataFrame:
    """One row a check with rows to look at, gravest first, then most findings: check, the sums of `SUMS`, count, places
    (with findings), rate (findings of the rows that could be judged, NaN where none could).
    """
    if counted.empty:
        return pd.DataFrame(columns=["check", *SUMS, COUNT, "places", "rate"])
    groups = counted.assign(places=(counted[COUNT] > 0).astype("int64")).groupby("check", sort=False)
    found = groups[[*SUMS, COUNT, "places"]].sum().reset_index()
    judged = found["population"] - found["unknown"]
    found["rate"] = found[COUNT] / judged.where(judged > 0)
    found["_grave"] = [gravity(checks[name]) for name in found["check"]]
    found["_order"] = [list(checks).index(name) for name in found["check"]]
    ordered = found.sort_values(["_grave", COUNT, "_order"], ascending=[True, False, True])
    return ordered.drop(columns=["_grave", "_order"]).reset_index(drop=True)


def gravity(check: Measure) -> int:
    """0 for 确定有误, more for what says less."""
    return SUSPICIONS.index(check.suspicion) if check.suspicion in SUSPICIONS else _UNRANKED


def arrange(ranked: pd.DataFrame, checks: Mapping[str, Measure], limit: int | None) -> list[Group]:
    """The checks to show, grouped by indicator: at most `limit`, those with most findings; without a limit all of them.

    The group with most findings among those shown stands first, in a group the check with most.
    """
    kept = by_count(ranked)
    if limit is not None:
        kept = kept[kept[COUNT] > 0].head(limit)
    groups: dict[str, list[Measure]] = {}
    sums: dict[str, int] = {}
    for name, count in zip(kept["check"], kept[COUNT], strict=True):
        title = checks[name].indicator
        groups.setdefault(title, []).append(checks[name])
        sums[title] = sums.get(title, 0) + int(count)
    return [Group(title, tuple(groups[title])) for title in sorted(groups, key=lambda title: -sums[title])]


def by_count(ranked: pd.DataFrame) -> pd.DataFrame:
    """The rows of `rank_checks`, most findings first, of as many the gravest."""
    return ranked.sort_values(COUNT, ascending=False, kind="stable")


def sum_indicators(ranked: pd.DataFrame, checks: Mapping[str, Measure]) -> pd.DataFrame:
    """One row an indicator with findings, most first: indicator, count, rules (checks with findings)."""
    found = ranked[ranked[COUNT] > 0]
    named = found.assign(indicator=[checks[name].indicator for name in found["check"]])
    sums = named.groupby("indicator", sort=False).agg(count=(COUNT, "sum"), rules=("check", "size")).reset_index()
    return sums.sort_values("count", ascending=False, kind="stable").reset_index(drop=True)


def rank_places(counted: pd.DataFrame, places: Sequence[str] = ()) -> pd.DataFrame:
    """One row a place, most findings first: place_code, the sums of `SUMS`, count. `places` without any row come last."""
    sums = counted.groupby("place_code", sort=True)[[*SUMS, COUNT]].sum()
    absent = [code for code in places if code not in sums.index]
    ordered = sums.sort_values(COUNT, ascending=False, kind="stable")
    return pd.concat([ordered, ordered.reindex(absent).fillna(0)]).rename_axis("place_code").reset_index()


def judged_of(row: Mapping[str, float]) -> int:
    """The rows that could be judged: those asked without those that lack what it takes. 0: nothing may be said of them."""
    return max(0, int(row["population"]) - int(row["unknown"]))


def shade_of(count: float, judged: float) -> int:
    """0 without findings, then 1 (palest) to 5 by the share of the judged rows they are; one or two findings are never
    darker than 3, as one of one is no pattern.
    """
    if count <= 0:
        return 0
    rate = count / judged if judged > 0 else 1.0
    shade = 1 + sum(rate >= line for line in SHADE_LINES)
    return shade if count >= LEAST_FOR_DARK else min(shade, 3)


def total_of(counted: pd.DataFrame) -> dict[str, int]:
    """The sums over all cells: `SUMS` and count, and first (open findings that nothing earlier is known of)."""
    sums = {name: int(counted[name].sum()) for name in (*SUMS, COUNT)}
    return sums | {"first": max(0, sums["findings"] - sums["new"] - sums["still"])}
