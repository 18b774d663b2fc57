"""The facts behind findings of many rules at once: one reading a relation, not one a rule."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from indicators.checks import findings
from indicators.checks.words import fact_columns, say_facts
from indicators.declared import Measure
from store import Store


def read_all(
    store: Store, period: str, checks: Mapping[str, Measure], rows: pd.DataFrame, day: date | None = None
) -> dict[str, Mapping[str, Any] | None]:
    """Finding code → the listed columns of its row; None where the row is gone. `rows` are of `findings.read_findings`,
    `day` is the run's.
    """
    found: dict[str, Mapping[str, Any] | None] = dict.fromkeys(rows["finding_code"])
    present = rows[rows["state"] != "gone"]
    for names in _together(checks, list(present["check"].unique())):
        mine = present[present["check"].isin(names)]
        facts = findings.read_facts(store, period, _of_all(checks, names), mine, day).to_dict("index")
        found |= {code: facts.get(key) for code, key in zip(mine["finding_code"], mine["row_key"], strict=True)}
    return found


def say_all(
    store: Store, period: str, checks: Mapping[str, Measure], rows: pd.DataFrame, day: date | None = None
) -> dict[str, str]:
    """Finding code → the facts that prove it, in words with personal ones masked; '' where the row is gone."""
    facts = read_all(store, period, checks, rows, day)
    views = {name: fact_columns(checks[name]) for name in rows["check"].unique()}
    return {
        str(code): say_facts(facts[code], views[name])
        for code, name in zip(rows["finding_code"], rows["check"], strict=True)
    }


def _together(checks: Mapping[str, Measure], names: Sequence[str]) -> list[list[str]]:
    """The checks whose rows come from the same relation, bound to time alike."""
    groups: dict[tuple[str, str, str], list[str]] = {}
    for name in names:
        groups.setdefault((checks[name].table, checks[name].binding, checks[name].taken_at), []).append(name)
    return list(groups.values())


def _of_all(checks: Mapping[str, Measure], names: Sequence[str]) -> Measure:
    """A check that lists the columns of all of them."""
    columns = dict.fromkeys(column for name in names for column in checks[name].list_columns)
    return replace(checks[names[0]], list_columns=tuple(columns))
